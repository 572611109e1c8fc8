"""Wording of notes in the languages that articles come in, one kind after another.

A label ("Nota del editor:") says the kind by itself; the other patterns are the openings that magazines use without one.
They complement the English ones in `notes`; a wording they do not know stays in the text.
"""

import re
from functools import lru_cache

from pubpipe.article import NoteKind
from pubpipe.clean.lines import small

# A dash counts before a capital only: "Поправка — это …" is a sentence.
COLON = (
    r"\s*(?:\([^)]{1,40}\)|,? (?-i:[A-Z])[\w ,]{1,30}\d{4}|[ ,]{1,2}\d[\w ,./]{1,20})?(?:\s?[:：](?!\d)|"
    r"\s?[—–-](?=\s?(?-i:[A-ZÀ-ÞА-Я]))|[.．](?=\s))\s*(?=\S)"
)

LABELS: dict[NoteKind, str] = {
    NoteKind.EDITOR: (
        r"editor(?:s|['’]s|s['’]|ial)? note|eds?\.(?=:)|(?:a )?note from the editors?|ed\.? ?note|editor['’]s comment|"
        r"note to readers?|"
        r"translator['’]s note|publisher['’]s note|"
        r"nota (?:del|de la|de los|de las) (?:editora?|editores|redacción|redactora?|traductora?)|n\. ?(?:de|"
        r"del) ?(?:la )?[ret]\.?|"
        r"note (?:de la|de l['’]|du|de) ?(?:rédaction|éditeur|éditrice|traducteur|traductrice)|n\.? ?d\.? ?l\.? ?r\.?|"
        r"(?:anmerkung|hinweis)(?:en)? (?:der|des) (?:redaktion|herausgebers|übersetzers|übersetzerin)|"
        r"anm\. ?d\. ?(?:red|übers|hrsg)\.?|redaktioneller hinweis|in eigener sache|"
        r"nota (?:della|del|dell['’]|di) ?(?:redazione|editore|curatore|curatrice|traduttore|traduttrice)|n\.? ?d\.? ?r\.?|"
        r"nota (?:da|do|de) (?:redação|redacção|editora?|tradutora?|edição)|nota de la redacció|"
        r"от (?:редакции|редактора|редколлегии|переводчика)|(?:примечание|прим\.) (?:редакции|ред\.|редактора|переводчика)|"
        r"(?:ملاحظة|تنويه|كلمة) (?:من )?(?:المحرر|التحرير|هيئة التحرير|المترجم)|"
        r"(?:编者|編者|编辑|編輯|编|編|译者|譯者)(?:按|注|註|案)|編集(?:部|者)?注|編集部より|"
        r"(?:संपादकीय|सम्पादकीय) टिप्पणी|संपादक (?:की (?:टिप्पणी|ओर से)|का नोट)|"
        r"redactionele noot|noot van de redactie|od redakcji|editörün notu"
    ),
    NoteKind.CORRECTION: (
        r"corrections?|clarification|corrected|updated?|erratum|"
        r"corrección|correcciones|fe de err(?:ata|or)(?:e?s)?|nota de (?:la )?corrección|rectificación|aclaración|"
        r"actualización|"
        r"rectificatif|mise à jour|précision|"
        r"korrekturen|korrektur|berichtigung|richtigstellung|aktualisierung|"
        r"correzione|errata corrige|rettifica|aggiornamento|precisazione|"
        r"erramos|correção|correcção|errata|retificação|atualização|correcció|rectificació|"
        r"исправление|исправлено|поправка|уточнение|обновление|обновлено|"
        r"تصحيح|تصويب|استدراك|توضيح|"
        r"更正(?:启事|说明)?|勘误|勘誤|订正|修正说明|更新说明|訂正|お詫びと訂正|"
        r"सुधार|भूल[- ]सुधार|शुद्धि[- ]?पत्र|संशोधन|स्पष्टीकरण|"
        r"correctie|rectificatie|sprostowanie|düzeltme"
    ),
    NoteKind.FUNDING: (
        r"funding(?: statement)?|acknowledge?ments?|financial support|"
        r"financiación|financiamiento|agradecimientos?|"
        r"financement|remerciements?|"
        r"finanzierung|förderung|förderhinweis|danksagung|dank|"
        r"finanziamento|finanziamenti|ringraziamenti|"
        r"financiamento|agradecimentos?|finançament|agraïments|"
        r"финансирование|благодарности|благодарность|"
        r"التمويل|تمويل|شكر(?: وتقدير| وعرفان)?|"
        r"基金项目|基金資助|资助|資助|致谢|致謝|经费来源|謝辞|助成|"
        r"वित्त ?पोषण|अनुदान|आभार"
    ),
    NoteKind.SOURCE: (
        r"sources?|via|originally published|fuentes?|quellen?|fonte|fonti|fontes|"
        r"источник|المصدر|来源|來源|文章来源|本文来源|出典|स्रोत|साभार|bron|źródło|kaynak|font"
    ),
    NoteKind.DISCLAIMER: (
        r"disclaimer|descargo de responsabilidad|exención de responsabilidad|aviso(?: legal)?|advertencia|"
        r"avertissement|clause de non-responsabilité|haftungsausschluss|hinweis|"
        r"avvertenza|esclusione di responsabilità|isenção de responsabilidade|advertiment|avís|"
        r"оговорка|отказ от ответственности|إخلاء (?:ال)?مسؤولية|تنويه|تنبيه|"
        r"免责声明|免責聲明|声明|聲明|免責事項|अस्वीकरण|डिस्क्लेमर"
    ),
    NoteKind.BIO: (
        r"about the (?:authors?|writers?|contributors?)|author bio|(?:sobre|acerca de) (?:el|la|los|las|o|a|os|"
        r"as) autor(?:es|as|a)?|"
        r"à propos (?:de l['’]aute?u?r?(?:ice|e)?|des aute?urs)|über (?:den|die) autor(?:en|in|innen)?|zur person|"
        r"(?:l['’]autore|l['’]autrice|gli autori)|об авторах?|об авторе|(?:عن|نبذة عن) (?:ال)?(?:كاتب|كاتبة|مؤلف|كاتبين)|"
        r"作者(?:简介|簡介|介绍)|关于作者|著者紹介|लेखक(?:ों)? (?:का परिचय|के बारे में)|लेखक परिचय"
    ),
    NoteKind.FOOTNOTE: r"nota|note|anmerkung|fußnote|примечание|сноска|ملاحظة|هامش|注|註|注释|टिप्पणी|footnote",
}
_LABEL = {kind: re.compile(rf"\s*(?:{words}){COLON}", re.IGNORECASE) for kind, words in LABELS.items()}

THIS = (
    r"(?:(?:this|the) (?:article|story|post|piece|essay|text|interview|commentary|work|research|study|project|"
    r"report|reporting)|"
    r"(?:est[ea]|el presente|la presente|el|la) (?:artículo|reportaje|texto|trabajo|ensayo|estudio|investigación|crónica|"
    r"entrevista|proyecto|versión de este (?:artículo|texto))|"
    r"(?:ce|cet|cette|le présent|la présente|le|la) ?(?:article|texte|reportage|travail|essai|étude|recherche|enquête|"
    r"entretien|projet|tribune)|"
    r"(?:diese[rs]?|der|die|das) (?:artikel|beitrag|text|essay|arbeit|studie|bericht|interview|kommentar|projekt|vorhaben|"
    r"forschung|"
    r"reportage|recherche)|"
    r"(?:(?:questo|questa|il presente|la presente|il|la|lo) ?|quest['’]|l['’])?(?:articolo|testo|saggio|studio|lavoro|"
    r"ricerca|inchiesta|intervista|progetto|reportage)|"
    r"(?:este|esta|o presente|a presente|o|a) (?:artigo|texto|reportagem|trabalho|ensaio|estudo|pesquisa|investigação|"
    r"entrevista|projeto)|(?:aquest|aquesta|l['’]) ?(?:article|text|treball|estudi|reportatge)|"
    r"(?:эта |этот |это |настоящая |настоящее |данная |данный )?(?:статья|материал|текст|исследование|работа|эссе|очерк|"
    r"интервью|проект)|"
    r"(?:(?:هذا|هذه) )?(?:ال)?(?:مقال|مقالة|نص|تقرير|دراسة|بحث|عمل|حوار|مشروع)|"
    r"(?:本文|此文|该文|本报道|本研究|本论文|本項目|本项目|本稿|この記事)|"
    r"(?:यह|इस|मूल) (?:लेख|आलेख|रिपोर्ट|शोध|अध्ययन|निबंध|कार्य|परियोजना))"
)
PUBLISHED = (
    r"(?:publi|apareci|aparec|apparu|paru|parue|reproduc|reproduit|reproduz|republi|republic|ripubblic|pubblicat|riprodott|"
    r"appars|uscito|veröffentlicht|erschien|erschienen|nachdruck|zuerst|übernommen|опубликован|перепечат|публику|вышл|вышел|"
    r"نُ?شر|نُ?شرت|يعاد نشر|يُعاد نشر|تنشر|原载|原載|首发|首發|最初发表|最早发表|刊载|转载|轉載|刊于|刊於|初出|"
    r"掲載|प्रकाशित|साभार|पुनर्प्रकाशित|"
    r"first appeared|appeared (?:in|on|first)\b|is part of|is an? (?:edited )?(?:extract|excerpt)|es un extracto|est extrait|"
    r"ist ein auszug|è un estratto|é um excerto)"
)
FUNDED = (
    r"(?:funded|supported|financed|sponsored|made possible|no specific (?:funding|grant)|"
    r"financiad|financi[óo]|apoyad|contó con (?:el )?(?:apoyo|financiación)|con el apoyo|posible gracias|subvencionad|"
    r"financée?\b|soutenue?\b|bénéficié|grâce au soutien|subventionné|"
    r"gefördert|finanziert|unterstützt|ermöglicht|"
    r"finanziat|sostenut|realizzat[oa] (?:con il|grazie)|"
    r"apoiad|com (?:o )?apoio|finançad|"
    r"при (?:финансовой )?поддержке|профинансирован|за счёт|за счет|финансировал|грант|"
    r"تمويل|بتمويل|بدعم|موّل|مُوّل|مولت|مُوِّل|حظي|"
    r"资助|資助|基金|支持|助成|वित्त ?पोषित|अनुदान|सहयोग से|सहायता से|आर्थिक)"
)
EARLIER = (
    r"(?:(?:an?|the) )?(?:earlier|previous|original) version of this|this (?:article|story|post|"
    r"piece) (?:has been|was) (?:corrected|"
    r"updated|amended)|(?:en )?una versión (?:anterior|previa) de est|(?:dans )?une (?:version|"
    r"première version) (?:précédente|antérieure|de cet)"
    r"|(?:in )?einer? (?:früheren?|ersten|vorherigen) (?:version|fassung)|(?:in )?una (?:precedente versione|"
    r"versione precedente)"
    r"|(?:n?uma|em uma|a) versão anterior d|в (?:предыдущей|первой|первоначальной|ранней) версии|в более ранней версии"
    r"|(?:ورد|ذكر|جاء) في (?:نسخة|النسخة) (?:سابقة|السابقة|أولى|الأولى)|本文(?:此前|早前|早期|先前|之前)|(?:此前|早前)版本|"
    r"इस लेख के (?:पहले|पिछले|पुराने)|पहले के संस्करण"
    r"|(?:el|este) (?:artículo|texto) (?:ha sido|fue) (?:corregido|actualizado)|cet article a été (?:corrigé|"
    r"mis à jour|modifié)|"
    r"dieser (?:artikel|beitrag|text) wurde (?:korrigiert|aktualisiert|nachträglich)|"
    r"(?:questo )?articolo è stato (?:corretto|aggiornato)|este (?:artigo|texto) foi (?:corrigido|atualizado)"
)
MOST_LABEL = 500  # characters at the beginning of a line that a label can reach into
OPENINGS: tuple[tuple[NoteKind, re.Pattern[str]], ...] = (
    (NoteKind.CORRECTION, re.compile(rf"\s*(?:{EARLIER})")),
    (NoteKind.SOURCE, re.compile(rf"\s*{THIS}.{{0,60}}?{PUBLISHED}")),
    (
        NoteKind.SOURCE,
        re.compile(
            r"\s*(?:(?:first|originally) (?:published|appeared|posted) (?:in|on|by|at)\b|"
            r"(?:re)?(?:printed|published|produced) (?:here )?(?:with|by) (?:kind )?permission|"
            r"read the original (?:article|story)|"
            r"publicado (?:originalmente|por primera vez|pela primeira vez)|(?:initialement |d['’]abord )publié|"
            r"publié (?:initialement|pour la première fois)|(?:zuerst|ursprünglich) (?:erschienen|veröffentlicht)|"
            r"pubblicato (?:originariamente|per la prima volta)|впервые опубликован|(?:نُشر|نشر)(?:ت)? (?:هذا|هذه|في|أول)|"
            r"原载|原載|首发于|转载自|轉載自|मूल रूप से|translated (?:from .{2,30} )?by |"
            r"traducción de |(?:texte |article |tribune )?traduite? (?:de .{2,30} |d['’].{2,30} )?par |übersetz(?:t|"
            r"ung) (?:aus .{2,30} )?von |aus dem .{3,30} von |"
            r"traduzione (?:di|dall)|tradução de |перевод с |перевод:|ترجمة:|翻译：|译者：|अनुवाद:)",
        ),
    ),
    (NoteKind.FUNDING, re.compile(rf"\s*{THIS}.{{0,70}}?{FUNDED}")),
    (
        NoteKind.FUNDING,
        re.compile(
            r"\s*(?:the )?authors? (?:received|thanks?|acknowledges?|declares?|are grateful|would like to thank)\b|"
            r".{3,80}\breceive[sd]? funding from\b|.{3,80}\bdo(?:es)? not work for, consult, own shares\b|"
            r"\s*(?:gefördert|finanziert|unterstützt) (?:durch|von|vom|mit)|(?:con|com) (?:el |o )?(?:apoyo|"
            r"apoio) (?:de|da|do)|"
            r"\s*(?:financiado|financé|finanziato|funded|supported) (?:por|par|da|dal|dalla|by) .{3,120}\Z|"
            r"\s*avec le soutien d|\s*con il (?:sostegno|contributo) d|"
            r"\s*при (?:финансовой )?поддержке|\s*автор(?:ы)? (?:благодар|выража)|"
            r"\s*(?:l['’]auteure?|les auteur\w+|el autor|la autora|los autores|die autor\w+|der autor|"
            r"l['’]autore|l['’]autrice|gli autori|"
            r"o autor|a autora|os autores) (?:remercie\w*|declaran?|agradecen?|dank\w+|erklär\w+|ringrazia\w*|dichiara\w*|"
            r"agradecem?|declaram?|n['’]ont? (?:reçu|pas reçu))\b|"
            r"\s*(?:يشكر|تشكر|يتقدم) (?:ال)?(?:كاتب|كاتبة|مؤلف|باحث)|\s*作者(?:感谢|声明)|\s*लेखक .{0,30}आभार",
        ),
    ),
)

VIEWS = (
    r"(?:opini(?:ones|ons|oni|ões|ón|on|ão)|puntos de vista|posturas?|ideas|contenidos?|propos|points? de vue|"
    r"idées|contenu|avis|"
    r"meinung(?:en)?|ansicht(?:en)?|standpunkte?|aussagen|inhalt|verantwortlich|punti di vista|pensiero|pensée|pensamiento|"
    r"pensamento|criterio|auffassung|sichtweise|idee|contenut[oi]|vedute|"
    r"ideias|pontos de vista|conteúdo|posições|мнени[ея]|взгляды|позици[яю]|точк[аиу] зрения|"
    r"(?:ال)?(?:آراء|أفكار|رأي|مواقف)|وجهات? (?:ال)?نظر|محتوى|观点|觀點|立场|立場|看法|意见|見解|内容|विचार|राय|मत)"
)
NOT_OURS = (
    r"(?:responsabilidad|responsabilidade|responsabilità|no (?:reflejan|representan|coinciden|comprometen)|no necesariamente|"
    r"(?:del|de la|de los|de sus|su) autor\w*|n['’]engagent?|engagent? (?:que|uniquement)|ne (?:reflètent|"
    r"représentent|sauraient)|"
    r"ceux de l['’]auteur|celles? de (?:l['’]auteur|leurs? auteur)|de leurs? auteur\w*|"
    r"de[rs] autor\w*|nicht (?:unbedingt|zwingend|notwendigerweise|zwangsläufig)|nicht (?:die|der) (?:der )?redaktion|"
    r"dell['’]aut\w+|degli autori|non (?:riflettono|rappresentano|impegnano|coincidono)|personali|"
    r"d[oae]s? autor\w*|(?:os?|as?) seus? autor\w*|vinculam|exclusiva|não (?:refletem|representam|reflectem|coincidem)|"
    r"pessoais|"
    r"автор\w*|не (?:совпада\w+|отража\w+)|"
    r"(?:كاتب|الكاتب|كاتبه|كاتبها|كاتبيه|كاتبته|أصحابها|صاحبها|المؤلف)|لا (?:تعبر|تعكس|تمثل|يعبر)|"
    r"作者|个人|個人|不代表|筆者|著者|लेखक|निजी|व्यक्तिगत|personales)"
)
# The magazine as the subject: "La revista no se hace responsable de las opiniones".
REFUSES = (
    r"(?:no se (?:hace|hacen|responsabiliza) (?:responsables? )?|no comparte necesariamente|não se responsabiliza|"
    r"(?:não|no|non) (?:reflet\w+|reflej\w+|representa\w*|riflett\w+|rispecchia\w*)|n['’]est pas responsable|"
    r"ne (?:reflète|représente)|"
    r"(?:spiegelt|gibt|übernimmt|teilt).{0,40}nicht|non (?:è|si ritiene) responsabile|"
    r"не (?:обязательно )?(?:разделя\w+|отража\w+|совпада\w+|нес[её]т)|لا (?:يعبر|تعبر|يعكس|تعكس|تتحمل|يتحمل|"
    r"تتبنى)|不代表|不承担|不对)"
)
# "The authors write in a personal capacity."
PERSONAL = (
    r"(?:in (?:a|an|his|her|their|our|my) (?:personal|private|individual) capacity|a título (?:personal|individual|pessoal)|"
    r"en su (?:propio nombre|condición personal)|à titre (?:personnel|individuel|privé)|en (?:son|leur) nom propre|"
    r"als privatperson(?:en)?|im eigenen namen|a titolo (?:personale|individuale)|в личном качестве|от своего имени|"
    r"بصفت(?:ه|ها|هما|هم) الشخصية|以个人(?:身份|名义)|व्यक्तिगत (?:हैसियत|क्षमता))"
)
DISCLAIMER = re.compile(  # it begins within the first line or so
    rf".{{0,60}}?(?:{VIEWS}.{{0,100}}?{NOT_OURS}|"
    rf"(?:लेखक|लेखिका|निजी|व्यक्तिगत|个人|個人|作者).{{0,30}}(?:विचार|राय|मत|观点|觀點|看法)|"
    rf"{REFUSES}.{{0,60}}?{VIEWS}|{PERSONAL}|(?:仅|僅|只)代表|(?:reflej|reflèt|riflett|"
    rf"reflet)\w+ (?:solo|sólo|únicamente|uniquement|esclusivamente|unicamente|apenas)|(?:n['’]engage(?:nt)? que)|"
    r"(?:autor|redaktion|herausgeber).{0,40}(?:allein )?verantwortlich)",
)
SPEAKS_OF_ITSELF = re.compile(
    rf"{THIS}|{PERSONAL}|articl|artícul|artig|beitrag|artikel|texte?\b|texto|testo|column|columna|colonne|espressi|esprim|"
    rf"expresad|"
    rf"exprim|blog|portal|sitio|\baqu[ií]\b|\bici\b|\bhier\b|commento|comment|coment|kommentar|testata|giornale|"
    r"geäußert|vertreten|redak|redac|redaz|редакц|автор|مقال|كاتب|هنا|本文|文中|作者|लेख|पत्रिका",
)


LENTICULAR = re.compile(r"^【(.{1,8})】")


def label_of(text: str) -> tuple[NoteKind, int] | None:
    """The kind that a label names, and where the text behind it begins; "Aviso:" and "Hinweis:" are left to the wording."""
    return _label_of(text[:MOST_LABEL])


@lru_cache(maxsize=2048)  # notes, marks and boxes ask of the same lines
def _label_of(text: str) -> tuple[NoteKind, int] | None:
    text = LENTICULAR.sub(r" \1：", text)  # a sign for a sign, so that places stay
    for kind, pattern in _LABEL.items():
        if found := pattern.match(text):
            return kind, found.end()
    return None


def opening_of(text: str) -> NoteKind | None:
    """The kind that the first words tell."""
    said = small(text)
    return next((kind for kind, pattern in OPENINGS if pattern.match(said)), None)


def opens_correction(text: str) -> bool:
    """Whether the first words tell of an earlier version."""
    return OPENINGS[0][1].match(small(text)) is not None


def is_disclaimer(text: str) -> bool:
    """Whether a line says, in a language other than English, that the opinions are the author's own."""
    said = small(text)
    return DISCLAIMER.match(said) is not None and SPEAKS_OF_ITSELF.search(said) is not None


def disowns(text: str) -> bool:
    """The same of a line that stands below the text: the words are enough, whatever it speaks of."""
    return DISCLAIMER.match(small(text)) is not None
