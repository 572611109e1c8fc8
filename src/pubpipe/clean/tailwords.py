"""Words by which a line below the text speaks of the piece, its makers or its readers, and what kind of note it then is.

They are everyday words, so they count only where nothing but notes and the site follows, and only at the line's beginning.
"""

import re

from pubpipe.article import NoteKind

MOST_WORDS = 45
MOST_LENGTH = 2000  # characters: forty-five words are never as long
THESE = (
    r"(?:this|these|our|all|some|any|est[aeo]s?|nuestr[oa]s?|tod[oa]s|cet?|cette|ces|nos|notre|toutes|tous|diese[rsmn]?|alle|"
    r"unsere?|einige|"
    r"quest[oaei]|tutt[ei]|nostr[oaei]|esses?|noss[oa]s?|эт\w+|данн\w+|наш\w*|все|هذا|هذه|جميع|本|此|यह|इस|ये|"
    r"हमारे)\s*(?:\w+\s+){0,2}|quest['’]"
)
THE = (
    r"(?:the|an?|for|el|la|los|las|en|le|les|un|une|der|die|das|ein|eine|im|il|lo|i|gli|la|o|a|os|as|um|uma|в|при)\s+|"
    r"(?:l|d|un|dell|nell)['’]"
)
PIECES = (
    r"(?:articles?|reviews?|reviewers?|interviews?|authors?|editors?|editorial|columnist|translators?|translation|transcript|"
    r"contributors?|"
    r"follow-up|letters?|reporting|"
    r"artículos?|reportajes?|entrevistas?|reseñas?|autor(?:es|as|a)?|redacción|periódico|traducción|ortografía|"
    r"entretiens?|chroniques?|tribunes?|auteur\w*|autrice\w*|rédaction|traduction|orthographe|"
    r"artikel|beitr[aä]g\w*|gastbeitr[aä]g\w*|leserbriefe?|kolumnen?|rezension\w*|autor\w*|redaktion|übersetzung|"
    r"rechtschreibung|"
    r"articol\w+|intervist\w+|lettere a|rubrica|recension\w+|autor[ei]|autric\w+|redazione|traduzione|"
    r"artigos?|reportagen?s?|entrevistas?|resenhas?|autor\w*|redação|redacção|tradução|"
    r"стать\w+|интервью|колонк\w+|рецензи\w+|автор\w*|редакци\w+|перевод\w*|орфографи\w+|"
    r"(?:ال)?(?:مقال\w*|حوار|كاتب\w*|محرر\w*|ترجمة)|(?:文中|专栏|作者|编辑|译文|书评)|本文|"
    r"(?:लेख|आलेख|रिपोर्ट|साक्षात्कार|लेखक|लेखिका|संपादक|संपादन|अनुवाद))"
)
OTHERS = (
    r"(?:stor(?:y|ies)|pieces?|texts?|essays?|reports?|columns?|series|newspaper|magazine|journal|publication|recordings?|"
    r"photographs?|photos?|"
    r"pictures?|illustrations?|quotations?|names?|answers|opinions?|views|research|study|version|excerpt|podcast|"
    r"textos?|cartas?|columnas?|diario|revista|fotos?|fotografías?|imágenes|nombres|opiniones|serie|"
    r"textes?|reportages?|enquêtes?|lettres?|journal|revue|photograph\w+|prénoms?|noms?|propos|série|"
    r"texte?s?|briefe|zeitung|zeitschrift|fotos?|bilder|namen|meinungen?|recherche|gespräch|zitate?|kommentare?|"
    r"testi?o?|letter[ae]|rubriche|giornale|rivista|fotografie|nomi|opinioni|puntata|"
    r"colunas?|jornal|imagens|nomes|opiniões|relatos?|материал\w*|текст\w*|письм\w+|газет\w+|журнал\w*|фотограф\w+|имена|"
    r"мнени\w+|цитат\w+|запись|"
    r"(?:ال)?(?:نص\w*|تقرير|رسائل|صحيفة|مجلة|صور|أسماء|آراء)|文章|报道|图片|照片|采访|观点|栏目|पत्र|पत्रिका|तस्वीरें|नाम|विचार)"
)
RIGHTS = (
    r".{0,60}\b(?:reserves the right|se reserva el derecho|se réserve le droit|behält sich\b.{0,40}\bvor|si riserva|"
    r"reserva-se o direito|"
    r"оставля\w+ за собой право)\b|.{0,40}تحتفظ .{0,20}بحق|.{0,20}保留.{0,12}权利"
)
ABOUT = re.compile(
    rf"\W*(?:(?:{THESE})(?:{PIECES}|{OTHERS})|(?:{THE})?(?:\w+\s+)?{PIECES})(?![^\W\d_])|\W*(?:{RIGHTS})",
    re.IGNORECASE,
)
# A label of one to four words and a colon, as credits have it: "Photos and stories: pupils of class 5b".
CREDIT = re.compile(r"\W*(?=[^\W\d_])[^:：.!?。]{3,40}[:：]\s*\S.{2,80}")
BY_WORD: tuple[tuple[NoteKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (
            NoteKind.CORRECTION,
            r"\b(?:correct(?:ed|ion)|misstated|misspelled|incorrectly|wrongly|erróneamente|corregid\w+|par erreur|corrig\w+|"
            r"irrtümlich|"
            r"fälschlich|korrigiert|erroneamente|corrett[oa]|исправл\w+|ошибочно)\b|تصحيح|更正|误写|ग़लत|सुधार",
        ),
        (
            NoteKind.DISCLAIMER,
            r"\b(?:opinions?|views?|necessarily|responsib\w+|advice|liab\w+|met the author|no influence|own copy|conflict|"
            r"opinion\w*|necesariamente|responsab\w+|nécessairement|meinung\w*|ansicht\w*|unbedingt|haft\w+|opinion\w+|"
            r"necessariamente|"
            r"opini\w+|мнени\w+|ответственност\w+)\b|رأي|آراء|观点|立场|विचार|सहमत",
        ),
        (
            NoteKind.FUNDING,
            r"\b(?:fund(?:ed|ing|s)|grants?|supported by|sponsor\w*|financ\w+|financiad\w+|soutien|förder\w+|finanziat\w+|"
            r"sostegno|apoio|"
            r"поддержк\w+|грант\w*)\b|بدعم|تمويل|资助|基金|सहयोग|अनुदान",
        ),
        (
            NoteKind.SOURCE,
            r"\b(?:publish\w*|appear\w*|print\w*|reprint\w*|translat\w*|available|documentary|reporting|photo\w*|edition|"
            r"issue|series|excerpt|"
            r"public\w+|apareci\w+|traducci\w+|foto\w*|paru\w*|publié\w*|traduct\w+|erschien\w*|veröffentlich\w*|übersetz\w*|"
            r"bilder|"
            r"pubblicat\w+|uscit\w+|traduzion\w+|opublik\w*|опубликован\w*|перевод\w*|вышл?\w*|tradução|relatos?)\b|نشر|ترجمة|"
            r"تصوير|صور|"
            r"刊|载|译|摄|图|प्रकाशित|छप|अनुवाद|तस्वीर",
        ),
    )
)
CLOSED = re.compile(r"(?:[.!。।]\W*|[\w-]\.\w{2,}(?:/\S*)?)\Z")
CREDITED = re.compile(
    r"\W*(?:(?:photo|picture|illustration|edit|translat|report|research|record|"
    r"foto|fotograf|ilustra|edici|reporter|investiga|grabaci|imagen|dessin|montage|recherche|bild|redaktion|mitarbeit|"
    r"gestaltung|aufnahme|"
    r"immagin|disegn|montagg|cura|relato|imagens|pesquisa|edição|produção|фото|редактор|монтаж|иллюстрац|подготов|перевод)\w*|"
    r"تصوير|تحرير|إعداد|صور|编辑|校对|摄影|图|制作|संपादन|तस्वीर)",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\b(?:shared|viewed|read|liked|gelesen|leíd[oa]|lu|letto|lid[oa]) (?:\w+ )?[\d.,]+|[\d.,]+ ?(?:times|mal|veces|fois|"
    r"volte|vezes)\b",
    re.IGNORECASE,
)
SPEECH = re.compile(
    r"\A\W*[“«„\"—–]|[“«„\"].{3,}[”»“\"]\s*,?\s*(?:\w+ )?(?:said|says|dijo|dice|dit|sagte?|disse|diz|сказал|говорит)"
)


def tail_kind(text: str, words: int) -> NoteKind | None:
    """The kind of a line below the text that speaks of the piece; None for any other."""
    if (
        words > MOST_WORDS
        or len(text) > MOST_LENGTH
        or SPEECH.search(text)
        or COUNTED.search(text)
        or re.search(r"[?？؟]\W*\Z", text)
    ):
        return None
    if CREDIT.fullmatch(text) and words <= 16 and not ABOUT.match(text):
        return NoteKind.SOURCE if CREDITED.match(text) else None
    if not ABOUT.match(text) or len(re.findall(r"[.!?。]\s+(?=[^\W\d_a-zа-я])", text)) > 1 or not CLOSED.search(text):
        return None
    return next((kind for kind, pattern in BY_WORD if pattern.search(text)), NoteKind.EDITOR)


def other_kind(text: str) -> NoteKind:
    """The kind of a line that can only be a note."""
    return next((kind for kind, pattern in BY_WORD if pattern.search(text)), NoteKind.EDITOR)
