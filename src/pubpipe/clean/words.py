"""Lines that sites put around an article, known by their wording.

Each pattern has to match a whole line. They were written from what magazines and their software print, in English first and
in the languages that the editions come in; a line they do not know is kept.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pubpipe.clean.lines import small
from pubpipe.clean.sitewords import APPEALS, APPEALS_FOR, CREDITS, SITE_WORDS


class Chrome(NamedTuple):
    """A kind of line that belongs to the site.

    Attributes:
        rule: Short name for the receipt.
        pattern: For `small` text.
        most_words: A longer line is never of this kind.
        opens_list: Short lines after it are its items.
        ends_article: What follows it is not the article, however long it is.
    """

    rule: str
    reason: str
    pattern: re.Pattern[str]
    most_words: int = 14
    opens_list: bool = False
    ends_article: bool = False


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})\W*")


SITES = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|instagram|youtube|tiktok|mastodon|"
    r"bluesky|threads|flipboard|e-?mail|messenger|wechat|weibo|line|vk|snapchat|tumblr|rss)"
)

CHROME = (
    Chrome(
        "advertisement",
        "marks the place of an advertisement",
        _whole(
            *SITE_WORDS["advertisement"],
            r"(?:[-–—]\s*)?(?:skip )?(?:advertisement|advertising|advert|ads?|sponsored(?: content| by .{1,40})?|"
            r"promoted(?: content)?|paid (?:content|post))",
            r"(?:this )?(?:story|article) continues (?:below|after)(?: (?:this |the )?(?:ad|advert|advertisement|"
            r"promotion|newsletter promotion))?",
            r"advertisement\b.{0,12}continue reading below",
            "publicidad|publicité|anzeige|werbung|pubblicità|publicidade|publicitat|reklama|реклама|إعلان|تبلیغات|"
            "פרסומת|広告|广告|廣告|विज्ञापन",
        ),
    ),
    Chrome(
        "share-line",
        "asks to share, save or print",
        _whole(
            *SITE_WORDS["share-line"],
            r"(?:share|tweet|post|pin(?: it)?|like|e-?mail|print|save|bookmark|copy|gift)(?: (?:this|the|article|"
            r"story|page|post|link|on|via|by|to|it|for later|full article|with .{2,20}))*(?: " + SITES + ")?",
            r"share (?:this|on|via|with)\b.{0,60}",
            r"(?:link copied|copied to clipboard|copy link|click to (?:share|print|email)).{0,60}",
            SITES + r"(?:[\s,|·•/]+" + SITES + ")+",
            "facebook|twitter|linkedin|whatsapp|instagram|youtube|pinterest|telegram",
            r"(?:compartir|comparte|partager|partagez|teilen|condividi|compartilh(?:ar|e)|partilhar|compartir|"
            r"comparteix|поделиться|شارك|اشتراک‌گذاری|分享|シェア)(?: .{1,30})?",
        ),
    ),
    Chrome(
        "follow-line",
        "asks to follow the site elsewhere",
        _whole(
            *SITE_WORDS["follow-line"],
            r"(?:follow|find|join|like|connect with|stay connected(?: with)?|stay in touch|get in touch)(?: (?:us|me|"
            r"along))?(?: (?:on|at|@).{0,60})?(?<!find)(?<!join)(?<!like)",
            r"follow (?:us|me|the)\b.{0,60}|socials?(?: (?:media|links|networks))?|our social media",
            r"(?:síguenos|suivez-nous|folgen sie uns|folge uns|seguici|siga-nos|segueix-nos|подписывайтесь|تابعنا|"
            r"关注我们|フォロー).{0,40}",
        ),
    ),
    Chrome(
        "newsletter",
        "asks to subscribe or to sign up",
        _whole(
            *SITE_WORDS["newsletter"],
            r"(?:(?:our|the|free|daily|weekly|monthly|email) )*newsletters?(?: sign[- ]?up)?",
            r"(?:subscribe|subscription|subscriptions|sign up|signup)(?: (?:now|today|here|free|for free|us))?",
            r"(?:subscribe|sign up|join|register)\b.{0,80}\b(?:newsletters?|inbox|e-?mails?|mailing list|updates?|"
            r"magazine|channel|podcast|subscribers)\b.{0,40}",
            r"(?:get|receive)\b.{0,60}\b(?:newsletter|in your inbox|to your inbox|by email)\b.{0,40}",
            r"(?:suscríbete|suscríbase|abonnez-vous|inscrivez-vous|jetzt abonnieren|newsletter abonnieren|iscriviti|"
            r"assine|inscreva-se|subscriu-te)\b.{0,80}",
        ),
        24,
    ),
    Chrome(
        "comments",
        "begins the readers' comments",
        _whole(
            *SITE_WORDS["comments"],
            r"(?:\d[\d,.]* |no |one )?(?:comments?|responses?|replies|thoughts?)(?: ?\(\d+\)| ?:? ?\d+| (?:on|to) .{1,200})",
            r"(?:\d[\d,.]* |no |one )comments?|comments|(?:reader|user)s?'? comments",
            r"(?:leave|post|add|write|submit) (?:a |your )?(?:reply|comment|response)s?(?: .{0,40})?|leave a (?:reply|"
            r"comment).{0,60}",
            r"(?:join|start) the (?:conversation|discussion|debate).{0,40}|comments are (?:closed|off|"
            r"disabled).{0,40}|(?:view|show|load|see|hide|read)(?: \d+| all| the| more)* comments(?: ?\(\d+\))?",
            r"(?:deja|dejar) (?:un comentario|una respuesta)|laisser un commentaire|schreibe einen kommentar|"
            r"lascia un commento|deixe (?:um comentário|uma resposta)",
        ),
        30,
        ends_article=True,
    ),
    Chrome(
        "related-links",
        "heads a list of links to other articles",
        _whole(
            *SITE_WORDS["related-links"],
            r"(?:related|recommended|suggested|further|more|other|similar|popular|latest|recent|top|trending|featured|"
            r"must[- ]read)(?: (?:articles?|stories|story|posts?|topics?|content|news|links?|reading|reads?|coverage|"
            r"for you|now|today|searches|pages|videos?|headlines|insights|guides?|resources))+",
            r"related|recommended|trending|popular|you (?:may|might)(?: also)? (?:like|enjoy|love|be interested in|"
            r"have missed).{0,20}|people also (?:read|like|ask)",
            r"most (?:popular|read|viewed|shared|commented|recent|watched)(?: .{1,30})?|(?:what to )?read next|"
            r"up next|next up|keep reading|continue reading|don['’]t miss|in case you missed it",
            r"editors?['’]?s? (?:picks?|choice)|(?:our|staff) picks|more (?:from|in|by) .{1,60}|also (?:on|in|"
            r"from) .{1,40}|around the web|from (?:the|our) (?:web|partners|archive)s?",
            r"(?:artículos|noticias|notas) relacionad[ao]s|lo más (?:leído|visto)|te puede interesar|"
            r"le puede interesar|articles (?:liés|similaires|connexes)|les plus lus|sur le même (?:sujet|thème)|"
            r"mehr zum thema|meistgelesen|das könnte sie auch interessieren|articoli correlati|i più letti|"
            r"potrebbe interessarti.{0,20}|artigos relacionados|mais lid[ao]s|articles relacionats|читайте также|"
            r"самое читаемое|اقرأ أيضا|مقالات ذات صلة|相关阅读|関連記事",
        ),
        opens_list=True,
    ),
    Chrome(
        "read-more",
        "sends the reader to another article",
        _whole(
            *SITE_WORDS["read-more"],
            r"(?:read|see|watch|listen|learn|find out|discover|explore|view)(?: \w+){0,2} (?:more|also|next|here|"
            r"now)(?: ?[:»›>→…|-].{0,200})?",
            r"(?:read more|also read|see also|read also|related(?: (?:article|story|post|reading|video))?|more|watch|"
            r"listen|must read|don['’]t miss|recommended)\s*[:»›>→|]\s*.{1,200}",
            r"(?:read|see|view) (?:the )?(?:full|whole|rest|entire)(?: of (?:the|this))? (?:article|story|post|"
            r"entry).{0,40}|read more (?:about|on|at|in|from) .{1,60}|click here.{0,40}",
            r"(?:lea|lee|ver|véase) también\b.{0,200}|(?:à )?lire aussi\b.{0,200}|lesen sie auch\b.{0,200}|"
            r"leggi anche\b.{0,200}|leia (?:também|mais)\b.{0,200}|llegiu també\b.{0,200}|leer más|lire la suite|"
            r"weiterlesen|continua a leggere",
        ),
        30,
    ),
    Chrome(
        "copyright",
        "says who owns the site",
        _whole(
            *SITE_WORDS["copyright"],
            r"(?:copyright|\(c\))\s+(?:©|\(c\)|by|\d{4}|holder|notice|belongs).{0,200}|copyright|©.{0,200}|"
            r".{0,100}©\s?(?:copyright )?\d{4}.{0,120}",
            r".{0,120}\ball rights reserved\b.{0,120}|(?:todos los derechos reservados|tous droits réservés|"
            r"alle rechte vorbehalten|tutti i diritti riservati|todos os direitos reservados).{0,80}",
        ),
        60,
    ),
    Chrome(
        "navigation",
        "is a button or a link of the site",
        _whole(
            *SITE_WORDS["navigation"],
            r"(?:skip|jump|back|return|go|scroll)(?: back)? to (?:the )?(?:main |primary )?(?:content|navigation|top|"
            r"menu|footer|search|home|homepage|main)",
            r"(?:main |site |primary |toggle |open |close |mobile )*(?:menu|navigation|nav|search|"
            r"sidebar)(?: (?:toggle|bar|for:?))?|home|homepage|log ?in|log ?out|sign ?(?:in|out)|register|my account|"
            r"create (?:an )?account",
            r"about(?: us)?|contact(?: us)?|privacy(?: (?:policy|notice|settings))?|terms(?: (?:of (?:use|service|"
            r"sale)|(?:and|&) conditions))*|cookies?(?: (?:policy|settings|notice|preferences))?|"
            r"accessibility(?: statement)?|site ?map|careers|jobs|advertise(?: with us)?|donate|faqs?|help|imprint|"
            r"impressum|aviso legal|mentions légales|privacy policy (?:and|&) .{1,40}",
            r"(?:load|show|view|see) (?:more|all|less)|next(?: (?:article|post|page|story))?|"
            r"prev(?:ious)?(?: (?:article|post|page|story))?|close|cancel|submit|accept(?: all)?(?: cookies)?|"
            r"reject(?: all)?|manage (?:cookies|preferences|consent)|expand|collapse|play|pause|mute|edit|reply|"
            r"report|loading|enlarge(?: (?:this )?image)?|toggle (?:caption|navigation|menu)|hide caption",
        ),
    ),
    Chrome(
        "page-data",
        "is data about the page, not text of the article",
        _whole(
            *SITE_WORDS["page-data"],
            r"(?:about )?\d+\+? ?-?(?:min(?:ute)?s?)(?:\.)?(?: read(?:ing)?(?: time)?| to read| de lectura|"
            r" de lecture| lesezeit| di lettura| de leitura)|(?:reading time|estimated read(?:ing)? time|"
            r"time to read)\s*:?\s*.{1,20}",
            r"(?:listen(?: to (?:this )?(?:article|story|post))?|audio version)(?: .{0,30})?|"
            r"\d[\d.,]*[km]? (?:shares?|views?|likes?|reads?|claps?|retweets?)|(?:shares?|views?|"
            r"likes?)\s*:?\s*\d[\d.,]*[km]?",
            r"(?:tags?|tagged(?: (?:with|in|as))?|filed under|posted (?:in|under)|categor(?:y|ies)|topics?|keywords?|"
            r"etiquetas|mots[- ]clés|schlagwörter|schlagworte)\s*:\s*.{0,200}|tags|filed under .{1,100}",
            r"[\s.,:;/|•·*_=~<>←→↑↓+#-]+",
        ),
        40,
    ),
)
CREDIT = re.compile(
    r"(?:(?:photo|photograph|photography|image|picture|illustration|graphic|video|cover|featured image|"
    r"header image)s?(?: credits?| courtesy| source)?"
    r"|credits?|courtesy(?: of)?|foto|bild|imagen|crédit photo)\s*(?::|by|©|of|/|via|\|)\s*.{2,120}"
    r"|.{0,60}\b(?:getty images|shutterstock|istock(?:photo)?|unsplash|pexels|pixabay|wikimedia commons|"
    r"flickr|alamy|ap photo|epa-efe|adobe stock)\b.{0,60}"
    rf"|{CREDITS}"
    r"|.{2,40} ?/ ?(?:ap|afp|reuters|epa|getty|bloomberg|nurphoto|xinhua|dpa|efe|ansa)(?: .{0,30})?",
    re.IGNORECASE,
)
CAPTION = re.compile(
    # A caption that names its photographer at the end, in brackets, behind a full stop or behind a stroke.
    r".{12,}[.!?…)”»] ?[(]?(?:photos?|photographs?|foto(?:grafía|grafia)?s?|bild|фото|صورة|摄影|图)\s?(?:[:：/]|"
    r"by|de|von|di|par)\s?.{3,60}|"
    r".{12,}[(](?:photo|photograph|foto|bild|фото)s?\s?(?:[:：/]|by)\s?.{3,60}[)]|"
    r".{12,}[(][^()]{4,40} / [^()]{3,40}[)]|.{12,}[.!?…] ?/ ?(?-i:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,2})|"
    r"(?:fig(?:ure)?\.?|table|chart|map|graph|abbildung|abb\.|figura|tabla|tableau)\s*\d+\w?\s*[.:–—-]\s*\S.*",
    re.IGNORECASE,
)
COOKIES = re.compile(r"\b(?:cookies?|consent|gdpr)\b")
COOKIE_TALK = re.compile(
    r"\b(?:we (?:and our partners )?use|uses?|utili[sz]|accept|by (?:clicking|using|continuing)|"
    r"your (?:browser|consent|privacy|experience))\b",
)
APPEAL = re.compile(
    r"(?:sign up|follow (?:us|me) (?:on|at)|"
    r"subscribe|join|get|receive|support|donate|become a|if you (?:like|liked|enjoy|enjoyed)|"
    r"did you (?:like|enjoy)|enjoy(?:ed|ing)?|want more|thank you for reading|thanks for reading|help us|"
    r"since you['’]re here)\b",
)
APPEAL_FOR = re.compile(
    r"\b(?:newsletter|(?:your|our) inbox|mailing list|subscribers?|subscription|subscribing|membership|"
    r"become a member|your (?:support|donation)|donat(?:e|ion)|patreon|follow (?:us|me)|our (?:journalism|work|"
    r"podcast|channel)|free trial|e-?mail (?:list|updates?|alerts?))\b",
)
APPEAL_ABROAD = re.compile(APPEALS)
FOR_ABROAD = re.compile(APPEALS_FOR)
# What a publisher says of itself, and what an advertisement says; two kinds of words have to meet in a blurb.
SELF_PRAISE = re.compile(
    r"\b(?:magazine|newspaper|journal|newsroom|news (?:site|outlet|organi[sz]ation|agency|website)|"
    r"media (?:house|company|outlet|group|organi[sz]ation)|publication|publisher|think tank|platform|website|"
    r"blog|portal|non-?profit|company|leading|premier|award-winning|independent|inception|founded|established|"
    r"since \d{4}|our (?:readers|mission))\b",
    re.IGNORECASE,
)
SELLS = re.compile(
    r"\b(?:offer(?:s|ing)?|clients?|customers?|services?|subscribers?|subscribe|subscription|"
    r"readers (?:worldwide|in)|your (?:book|work|brand|business|name|copy|inbox|career)|unlock|"
    r"reach (?:up to )?[\d.,]+|sign up|contact us|visit (?:us|our)|follow us|advertis\w+|donat\w+|"
    r"support (?:us|our)|join (?:us|our)|partner with|order (?:now|your)|discount|free trial|book (?:a|your)|"
    r"you can)\b",
    re.IGNORECASE,
)


# Rules whose wording a sentence of an article may begin with ("Follow us into the wood, he said."): such a sentence stays.
IMPERATIVES = frozenset({"share-line", "follow-line", "related-links", "read-more", "navigation"})

MOST_WORDS = max(kind.most_words for kind in CHROME)
MOST_OF_BANNER, MOST_OF_APPEAL = 120, 70
MOST_LENGTH = 2000  # characters: no kind of line is as long


class Wording(NamedTuple):
    """What the words of a line say of it: its kind of site line, and whether it asks for consent, or for money."""

    kind: Chrome | None
    is_cookie_banner: bool
    is_appeal: bool


def chrome_of(text: str, words: int) -> Chrome | None:
    """The kind of site line this is, or None."""
    return _wording(text, words).kind if words <= MOST_WORDS and len(text) <= MOST_LENGTH else None


def is_cookie_banner(text: str, words: int) -> bool:
    return words <= MOST_OF_BANNER and _wording_of(text, words).is_cookie_banner


def is_appeal(text: str, words: int) -> bool:
    """A request to the reader to subscribe or to pay, as a sentence or two."""
    return words <= MOST_OF_APPEAL and _wording_of(text, words).is_appeal


def _wording_of(text: str, words: int) -> Wording:
    """A giant line is read anew each time, so that what is remembered stays small."""
    return _wording(text, words) if len(text) <= MOST_LENGTH else _read(text, words)


@lru_cache(maxsize=4096)  # several steps ask of the same line, and it is most of their time
def _wording(text: str, words: int) -> Wording:
    return _read(text, words)


def _read(text: str, words: int) -> Wording:
    said = small(text)
    kinds = (kind for kind in CHROME if words <= kind.most_words) if len(said) <= MOST_LENGTH else ()
    kind = next((kind for kind in kinds if kind.pattern.fullmatch(said)), None)
    if kind and kind.rule in IMPERATIVES and words >= 6 and text.endswith((".", ".”", '."')):
        kind = None
    return Wording(kind, _is_banner(said, words), _is_appeal(said))


def _is_banner(said: str, words: int) -> bool:
    return bool(COOKIES.search(said) and COOKIE_TALK.search(said)) and len(COOKIES.findall(said)) * 60 >= words


def _is_appeal(said: str) -> bool:
    return bool(APPEAL.match(said) and APPEAL_FOR.search(said)) or bool(APPEAL_ABROAD.match(said) and FOR_ABROAD.search(said))


def is_credit(text: str, words: int) -> bool:
    return words <= 14 and bool(CREDIT.fullmatch(text.strip("()[] "))) and not text.endswith(("?", "!"))
