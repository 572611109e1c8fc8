"""What sites print around the end of an article: the beginnings of short lines, by kind, in a few languages.

Unlike the rules of `words.py` these decide nothing: they are figures for the classifier, which weighs them with all others.
"""

import re

from pubpipe.clean.lines import small

MOST_WORDS = 14  # a longer line is no sign


def _begins(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(patterns)})")


TAGS, COMMENTS, NEIGHBOURS, SHARE, RELATED, OFFER, AUTHOR, FOOTER = range(1, 9)
SIGNS = (
    _begins(
        r"tags?\b|tagged\b|topics?\b|filed (?:under|in)|posted (?:in|under)|categor(?:y|ies)\b|keywords?\b|labels?:|more on:",
        "etiquetas|mots[- ]clés|schlag(?:wört|wort)|теги|метки|الوسوم|标签|タグ",
    ),
    _begins(
        r"(?:(?:top rated|view|show|see|load|read|post|add|leave|write|all|no|be the first|join|start|a|the|to) ){0,4}"
        r"(?:\d[\d,.]*k? )?(?:comments?\b|discussion\b|conversation\b|repl(?:y|ies)\b|responses?\b|reviews? \()",
        r"(?:tell us )?what do you think|tell us what|log ?in to |you must (?:be|log)|your email|cancel reply",
        r"kommentare?\b|comentarios?\b|commentaires?\b|commenti\b|комментари|التعليقات|评论|コメント",
    ),
    _begins(
        r"prev(?:ious)?\b|next\b|older\b|newer\b|post navigation|nextnext|prevprev|back to (?:top|blog|all|news)|← ",
        "anterior\\b|siguiente\\b|précédent|suivant\\b|vorherig|nächste",
    ),
    _begins(
        r"share\b|tweet\b|print\b|like this|loading\b|follow\b|e-?mail\b|facebook\b|twitter\b|copy link|save\b",
        r"bookmark|report\b",
        "compart|partag|teilen|condivid|поделит|شارك|分享",
    ),
    _begins(
        r"related\b|recommend|you (?:may|might) |more (?:from|stories|articles|news|in|on|by|posts|like|to)\b",
        r"read (?:next|more|also|these)|recent\b|latest\b|popular\b|trending\b|most (?:read|viewed|popular|recent)",
        r"featured\b|editor['’]?s['’]? (?:pick|choice)|up next|similar\b|see also|explore\b|discover\b|keep reading",
        "continue reading|don['’]t miss|artículos|articles (?:liés|sim)|mehr |leia |lire aussi|leggi anche|читайте|相关|関連",
    ),
    _begins(
        r"subscribe|sign ?up|newsletter|join (?:our|us|the|\d)|get (?:the|our|your|a|more|started|updates)|want (?:more|to)",
        "stay (?:in|up|conn|inf)|never miss|donate|support (?:us|our)|become a|enter your|contact us|book a|request a",
        r"schedule |download\b|ready to|start your|try |buy |abonn|suscr|iscriviti|assine|подпи",
    ),
    _begins(
        r"about (?:the |our )?(?:author|writer|contributor|us)|author\b|written by|posted by|view (?:all|profile|bio)",
        r"meet (?:the|our)|(?:the|our) (?:author|team)|view .{2,40}posts|all posts|more by|contributor\b|staff\b|editor\b",
    ),
    _begins(
        r"©|\(c\)|copyright|all rights|privacy|terms\b|cookie|advert|sponsored|search\b|archives?\b|home\b|menu\b|sitemap",
        r"legal\b|disclaimer\b|powered by|company\b|products?\b|services\b|resources\b|help\b|faq",
    ),
)


def sign_of(text: str, words: int) -> int:
    """The kind of sign, 1 for the first of SIGNS; 0 for none."""
    if words > MOST_WORDS:
        return 0
    said = small(text)
    return next((kind for kind, pattern in enumerate(SIGNS, 1) if pattern.match(said)), 0)
