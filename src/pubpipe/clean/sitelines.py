"""The site's lines as the rules know them: those of `words`, which the classifier was trained with, and more.

The classifier is shown the figures of `words` alone, so that a wording can be added here without training it anew.
"""

import re
from functools import lru_cache

from pubpipe.clean import words as trained
from pubpipe.clean.asking import GIVES, PLEDGE, asks
from pubpipe.clean.lines import small
from pubpipe.clean.words import CAPTION, MOST_LENGTH, SELF_PRAISE, SELLS, Chrome, is_cookie_banner, is_credit
from pubpipe.clean.words import is_appeal as is_plain_appeal

__all__ = [
    "PLEDGE",
    "SECTION_HEAD",
    "SELF_PRAISE",
    "SELLS",
    "Chrome",
    "chrome_of",
    "is_appeal",
    "is_caption",
    "is_cookie_banner",
    "is_credit",
    "is_plain_appeal",
]


def _more(rule: str, *patterns: str, most_words: int = 0) -> Chrome:
    """More wordings of a kind that `words` has, for longer lines too where that is said."""
    kind = next(kind for kind in trained.CHROME if kind.rule == rule)
    return kind._replace(
        most_words=most_words or kind.most_words, pattern=re.compile(rf"(?:{'|'.join(patterns)})\W*", re.IGNORECASE)
    )


MORE = (
    _more(
        "advertisement",
        r"advertisement\W{0,3}scroll to continue|scroll to continue|(?:after|before) newsletter promotion|"
        r"continua a leggere dopo la pubblicità",
    ),
    _more(
        "share-line",
        r"微信扫一扫.{0,20}|扫码.{0,20}|twitch|tiktok|flipboard|reddit|mastodon|bluesky",
    ),
    # Whose opinions the readers' comments are: no disclaimer of the article.
    _more(
        "comments",
        r"(?:the )?(?:views?|opinions?)(?: expressed)? (?:in|of|by) (?:the |reader |readers['’] |"
        r"user )?(?:comments?(?: section)?|"
        r"commenters|readers|users|forum)\b.{0,200}|las opiniones\b.{0,30}\b(?:comentarios|foro|lectores|usuarios)\b.{0,160}|"
        r"los comentarios (?:son|no|publicados|reflejan).{0,160}|les (?:opinions|propos|avis|commentaires)\b.{0,30}\b(?:forum|"
        r"commentaires|"
        r"internautes|lecteurs)\b.{0,160}|(?:leser)?kommentare (?:von leser|geben|spiegeln|stellen).{0,160}|"
        r"os comentários (?:são|não|publicados).{0,160}|(?:i commenti (?:sono|non|dei)|"
        r"le opinioni (?:espresse )?nei commenti).{0,160}|"
        r"(?:мнени\w+ .{0,20}комментари|комментарии (?:читателей|не отража)).{0,160}|"
        r"(?:网友|用户|读者)?(?:评论|留言)(?:内容)?(?:仅|只|不)?代表.{0,60}|"
        r"(?:التعليقات|الآراء الواردة في التعليقات)\s.{0,60}(?:أصحابها|القراء|الموقع).{0,80}|टिप्पणियों में .{0,160}",
        most_words=40,
    ),
    _more("newsletter", r"subscribe to (?:our|the|this) .{2,40}|この記事は有料.{0,40}|有料会員.{0,60}"),
    _more(
        "read-more",
        r"(?=.{4,60}\Z)(?:\S+ ){1,7}\S*\s?[→❯]|【(?:関連記事|关联阅读|相关阅读|延伸阅读)】.{2,80}|(?:اقرأ|إقرأ) أيض(?:ا|ًا|"
        r"اً)\s*[:：].{2,160}",
    ),
    _more("comments", r"网友评论|登录后(?:发表)?评论|写留言|精选留言|\d+ responses to .{3,120}"),
    _more(
        "related-links",
        r"más información|精彩推荐|今日推荐|编辑推荐|auch interessant|weitere themen|verwandte themen|le recomendamos",
    ),
    _more(
        "copyright",
        r"(?:版权|免责)?声明.{0,8}(?:凡|转载|本网|本站).{0,100}|.{0,60}(?:请与|请联系)(?:本网|本站|我们)(?:联系)?.{0,30}",
    ),
    _more(
        "navigation",
        r"(?:current|past|latest|this|our) issues?|in this issue|back issues|archives?|submissions?|for (?:authors|readers|"
        r"librarians)|"
        r"make a submission|submit (?:an? )?(?:article|manuscript)|download (?:pdf|citation|the .{3,40})|export citation|"
        r"how to cite(?: this article)?|cite(?: this(?: article)?)?|metrics|permissions|order reprints|open in app|"
        r"subscribed|get the app|start writing|(?:enter )?your e-?mail(?: address)?|"
        r"(?:media|press|news) (?:contacts?|inquiries|enquiries|office)s?(?:\s*[:|–-]\s*.{0,120})?|"
        r"(?:descargas?|descargar|download|baixar|télécharger|scarica(?:re)?|herunterladen|скачать|تحميل|下载|"
        r"डाउनलोड)(?: .{1,30})?|"
        r"pdf(?: .{1,30})?|(?:cómo|como|come) citar[el]?|citar(?: este artículo)?|citer(?: cet article)?|"
        r"pour citer cet article|"
        r"zitationsvorschlag|zitieren|цитировать|как цитировать|كيفية الاقتباس|اقتباس|引用(?:本文|格式)|"
        r"(?:enviar|remitir) un artículo|soumettre un article|(?:beitrag|manuskript) einreichen|invia un articolo|"
        r"(?:submeter|enviar) (?:um )?artigo|submissões|отправить статью|إرسال مقال|投稿(?:指南|须知)?|"
        r"(?:número|edición|edição|fascículo|numero|fascicolo|numéro|dernier numéro) (?:actual|atual|corrente|en cours)|"
        r"aktuelle ausgabe|(?:il )?numero in edicola|в номере|свежий номер|архив(?: номеров)?|العدد الحالي|أرشيف الأعداد|"
        r"最新一期|过刊浏览|期刊简介|archivos?|archivio|métricas|métriques|metriken|metriche|"
        r"los datos de descarga todavía no están disponibles|"
        r"(?:contacto de prensa|contact presse|pressekontakt|contatti stampa|assessoria de imprensa|контакты для (?:сми|"
        r"прессы)|"
        r"للتواصل الإعلامي|媒体联系)(?:\s*[:：|–-]\s*.{0,120})?",
    ),
    _more(
        "page-data",
        r"[★☆✩⭐ ]{3,}.{0,20}|点击加载图片|(?:أ\s*){2,4}|(?:archivado en|classé dans|abgelegt unter|archiviato in|"
        r"arquivado em|опубликовано в)\W*.{0,60}|"
        r"字号.{0,20}|(?:text|font) size.{0,20}|حجم الخط.{0,10}|(?:a[+-]?\s*){2,4}|"
        r"(?:ключевые слова|palabras clave|parole chiave|palavras chave|(?:ال)?كلمات (?:ال)?مفتاحية|關鍵詞|"
        r"मुख्य शब्द)\s*[:：].{0,200}",
    ),
)
# "A wall in spring (Image: Courier)", "A wall in spring. ADA EXAMPLE", "A wall — Foto: Ada Example/agency".
PICTURE = (
    r"photos?|photographs?|photography|pictures?|images?|illustration|courtesy|fotos?|fotograf[ií]as?|fotografie|imágenes|"
    r"imagen|imagem|crédits?|credits?|créditos?|bild(?:er)?|abbildung|immagin[ei]|иллюстрация|фото|صورة|تصوير|عدسة|图|图片|"
    r"图源|摄影|"
    r"攝影|"
    r"फ़ोटो|फोटो|तस्वीर|चित्र"
)
CAPTION_END = re.compile(
    rf".{{8,}}[(（\[](?:{PICTURE})\b[^()（）]{{2,80}}[)）\]]\W*|"
    rf".{{8,}}(?:[.!?…»”)]|\s[|—–-])\s*(?:{PICTURE})\s*(?:credit|courtesy of)?\s*(?:[:：©/]|by\b|de\b|von\b|di\b|"
    rf"par\b)\s*.{{2,60}}|"
    r".{8,}[.!?…»”)]\s+(?-i:[A-ZÀ-Þ][A-ZÀ-Þ’'.-]+(?:[ /](?:[A-ZÀ-Þ][A-ZÀ-Þ’'.-]*|[A-ZÀ-Þ][a-zß-öø-ÿ]+)){1,4})(?:\s.{0,40})?|"
    r".{8,}[.!?…»”)]\s*©\s?.{2,60}|.{4,}[。！]?\s*[\u4e00-\u9fff·]{2,8}\s?[摄攝](?:影)?",
    re.IGNORECASE,
)
SECTION_HEAD = re.compile(
    r"(?:\d+\.?\s+)?(?:abstract|summary|introduction|key (?:takeaways|points|findings|messages)|highlights|background|overview|"
    r"in brief|executive summary|resumen|introducción|claves|puntos clave|résumé|en bref|points clés|"
    r"zusammenfassung|einleitung|einführung|das wichtigste in kürze|auf einen blick|riassunto|sommario|introduzione|in breve|"
    r"resumo|introdução|em resumo|pontos-chave|аннотация|введение|коротко|главное|резюме|الملخص|ملخص|المقدمة|مقدمة|"
    r"摘要|引言|[一1][、.]\s?引言|导语|要点|सारांश|भूमिका|परिचय|प्रस्तावना)\W*",
    re.IGNORECASE,
)
MOST_WORDS = max(kind.most_words for kind in MORE)
ROW = range(2, 7)  # words of a row of buttons


def chrome_of(text: str, words: int) -> Chrome | None:
    """The kind of site line this is, or None."""
    return trained.chrome_of(text, words) or (_kind_of(text, words) if words <= MOST_WORDS and len(text) <= 400 else None)


@lru_cache(maxsize=4096)
def _kind_of(text: str, words: int) -> Chrome | None:
    if kind := next((kind for kind in MORE if words <= kind.most_words and kind.pattern.fullmatch(text)), None):
        return kind
    parts = text.split()
    if words not in ROW or len(parts) < 2 or not all(part.isalnum() for part in parts):
        return None
    kinds = [trained.chrome_of(part, 1) or _kind_of(part, 1) for part in parts]
    return kinds[0] if all(kinds) else None


def is_appeal(text: str, words: int) -> bool:
    """A request to the reader to subscribe, to follow or to pay, as a sentence or two."""
    if is_plain_appeal(text, words):
        return True
    return words <= 70 and len(text) <= MOST_LENGTH and text[:1] not in '“«„"—' and _asks(text)


@lru_cache(maxsize=4096)  # titles, boxes and ends ask of the same lines
def _asks(text: str) -> bool:
    return asks(small(text)) and GIVES.search(text) is not None


def is_caption(text: str, words: int) -> bool:
    """Whether a line is a caption by the credit that it holds."""
    return words <= 60 and len(text) <= MOST_LENGTH and _is_caption(text)


@lru_cache(maxsize=4096)
def _is_caption(text: str) -> bool:
    return CAPTION.fullmatch(text) is not None or CAPTION_END.fullmatch(text) is not None
