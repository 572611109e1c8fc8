"""The words and signs of a byline, by language: who wrote, who took the pictures, what joins names."""

import re

# "Words: A", "Text und Fotos: A": each language's word for who wrote, alone or with the word for pictures.
WRITTEN = (
    r"(?:words|text|story|reporting|texto|textos|texte|testo|testi|текст|نص|文字|撰文|文|interview|entrevista|entretien|"
    r"intervista|интервью|protokoll|reportage|reportaje|reportagem|report|recherche|enquête|reportería)"
    r"(?:\s*(?:and|&|und|y|et|e|и|/)\s*(?:photos?|photographs?|pictures?|fotos?|fotografías?|photos|фото))?"
)
WRITER = (
    r"(?:автор(?:ы)? (?:текста|материала|статьи)|authors?|writers?|autor(?:es|as|a|in|en|innen)?|auteure?s?|"
    r"autrices?|autor[ei]|автор(?:ы)?|"
    r"الكاتب(?:ة)?|الكاتبان|المؤلف(?:ة|ون)?|تأليف|إعداد|تحرير|حاور(?:ه|ها|ته|تها)?|کاتب|نویسنده|作者|撰稿|(?:\S{0,8}?)?(?:記者|记者)|"
    r"लेखक|लेखिका|लेखकगण|संवाददाता|प्रस्तुति|रिपोर्ट)"
)
KIND_OF_TEXT = (
    r"(?:(?:an?|un|une|una|um|uma|eine?)\s+)?(?:opinion|analysis|essay|commentary|report|op-ed|review|article|interview|"
    r"bericht|reportage|kommentar|essay|analyse|gastbeitrag|beitrag|interview|reportaje|artículo|crónica|ensayo|"
    r"análisis|reportagem|artigo|crônica|crónica|ensaio|articolo|saggio|reportage|analisi|récit|enquête|tribune)"
)
LEAD = re.compile(
    r"(?:(?:words|text|story|written|posted|published|reported|opinion|analysis|essay|commentary|report|op-ed|"
    r"review|article|interview|reviewed|interviewed|recorded|told|transcribed|researched|as told|as told to)\s+by|by|words|"
    r"text|authors?|writers?|written by)\s*[:\-–]?\s+|"
    rf"(?:{WRITTEN}|{WRITER}|written by|by)(?:\s*[:：]\s*|\s+[–—-]\s+)|"
    rf"{WRITTEN}\s+(?:by|de|di|von|par|por)\s+|{KIND_OF_TEXT}\s+(?:by|de|di|von|par|por)\s+|"
    r"(?:interview|conducted|compiled|contributed|submitted|authored|created|edited and written) by\s+|"
    r"(?:(?:escrit|publicad|redactad|elaborad|postad|redigid|entrevista realizad|reportagem)[oa]? (?:por|de|da)|"
    r"(?:escrito|publicado|enviado) por|(?:écrit|publié|rédigé|posté|recueilli|entretien réalisé|(?:propos )?recueillis) par|"
    r"(?:geschrieben|verfasst|veröffentlicht|aufgezeichnet|notiert|gepostet|eingestellt|interview|gastbeitrag|kommentar) von|"
    r"(?:scritto|pubblicato|redatto|postato|inviato|intervista) (?:da|di)|(?:di|da|a cura di)|"
    r"(?:опубликовано|подготовил[аи]?|записал[аи]?|беседовал[аи]?|написал[аи]?)|"
    r"propos recueillis par|a cura di|por|par|von|di|da|per|"
    rf"{WRITER}|بقلم|كتب(?:ت|ه|ته|ها)?|द्वारा|מאת)\s*[:：]?\s+|"
    r"(?:文|撰文|文字|作者|撰稿|采写|编译|整理|采访|采写/|作者/)(?:\s*[／/|｜丨:：]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
# Words that begin a line in other ways too ("Di notte …", "Par exemple"): the rest has to be names beyond doubt.
STRONG = re.compile(
    rf"\s*(?:(?:\w+ )?by\b|{WRITTEN}\s*[:：／/]|{WRITER}(?:\s*[:：]|\s+[–—-]\s)|{KIND_OF_TEXT}\s+(?:by|de|di|von|par|por)\b|"
    r"(?:escrit[oa]|a cura|scritto|geschrieben|écrit|propos recueillis|testo|texto|texte|publicad[oa]|publié|pubblicato|"
    r"veröffentlicht|verfasst|aufgezeichnet|notiert|redactad[oa]|rédigé|recueillis?|redatto|postad[oa]|redigid[oa]|"
    r"entretien réalisé|entrevista(?: realizada)?|intervista|interview|reportagem|gastbeitrag|kommentar|elaborado)"
    r"\s+(?:by|de|di|da|von|par|por)\b|(?:подготовил|записал|беседовал|написал)[аи]?\b|"
    r"por\b|par\b|von\b|автор|بقلم|كتب(?:ت|ه|ته|ها)?\s*[:：]|द्वारा|作者|撰文|(?:文|采写|采访|编译|整理|作者)\s*[／/|｜丨])",
    re.IGNORECASE,
)
# Languages that put the word behind the name: "सुनीता राठौड़ द्वारा".
TRAIL = re.compile(r"\s+(?:द्वारा|की रिपोर्ट|की कलम से)\s*\Z")
# Where somebody else's work is named on the same line: "Testo di A, foto di B".
PICTURES = re.compile(
    r"(?:[\s,;|·•/–—-]+|\s(?:with|and|avec|con|mit|com|и|و)\s(?:the )?)(?:(?:photos?|photographs?|photography|pictures|"
    r"images?|illustrations?|fotos?|fotografías?|fotografia|"
    r"photographies|bilder|bild|illustration|ilustraciones|disegni|фото|иллюстрации|تصوير|صور|摄影|攝影|图|圖|तस्वीरें|चित्र)"
    r"\s*(?:by|de|di|von|par|por)?\s*[:：／/]?\s+|(?:摄影|攝影|图|圖)\s*[:：／/]).*\Z",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"[\s,;·|(\[<]*(?:(?:e-?mail|correo|courriel|orcid(?:\s+id)?)\s*[:：]?\s*)?(?:https?://\S+|orcid\.org/\S+|"
    r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{2,30})[)\]>]*",
    re.IGNORECASE,
)
BREAK = re.compile(
    r"\s+[|·•]\s*|\s*[|·•]\s+|\s+[–—-]\s+|\t|\s+\bon\b\s+(?=\d|[A-Z][a-z]+ \d)|,?\s+(?:published|updated|"
    r"posted|last updated)\b",
    re.IGNORECASE,
)
STRONG_JOINT = re.compile(
    r"\s*(?:,\s*(?:&|(?:and|et|y|e|und|и)(?=\s))|[,;、，،；&]|\s[/／+]\s|\s+(?:and|with|und|और|एवं|तथा)\s+)\s*", re.IGNORECASE
)
# The Arabic "and" is written together with the name that follows it.
SOFT_JOINT = re.compile(
    r"\s+(?:y|e|i|et|en|och|og|и|и|و|und|ve|व)\s+|\s+و(?=[\u0621-\u064a]{2})|"
    r"(?<=[\u4e00-\u9fff])\s*[和与與]\s*(?=[\u4e00-\u9fff])"
)
MARKS = re.compile(
    r"(?:\*+|†+|‡+|§+|¶+|[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ]+|(?<=[^\W\d_])\d{1,2}|(?<=\s)\d(?=[\s*†‡]|\Z)|\[\d{1,2}\]|"
    r"\(\d{1,2}\)|\((?:[a-h]|[*†‡]{1,3})\)|(?<=\s)[a-h](?=[\s,;*†‡]|\Z)|(?<=[a-zß-öø-ÿ.])(?:I{1,3}|IV|VI?)(?=[\s,*†‡]|\Z)|"
    r"(?<=[\d*†‡¹²³⁴⁵⁶⁷⁸⁹])\s*[,;]\s*(?:[\d*†‡¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[a-h](?![^\W\d_])))+\Z"
)
# A bare line of Chinese characters is a byline only where each piece begins with one of the commonest family names.
HAN = re.compile(r"[\u4e00-\u9fff]")
FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬許韓馮鄧蔣葉蘇呂盧鍾譚陸範賈龔嚴顧"
)
HAN_NAME = re.compile(rf"(?:[{FAMILY}]|欧阳|司马|上官|诸葛)[\u4e00-\u9fff]{{1,2}}")
HAN_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·・‧•][\u4e00-\u9fff]{1,10})+")
HAN_NAMES = re.compile(rf"{HAN_NAME.pattern}(?:[ \u3000]+{HAN_NAME.pattern})+")
HAN_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹\d]{1,3}(?:[,，][*†‡§¶¹²³⁴⁵⁶⁷⁸⁹\d]{1,2})*(?=[ \u3000]|\Z)")
BRACKETED = re.compile(r"\s*[(（]([^()（）]{4,150})[)）]")
MARK_ONLY = re.compile(r"[\d*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[a-h]|I{1,3}")
# In brackets behind a name, what the person did for the piece: "(Text)", "(texto e fotos)", "(Fotos)".
WROTE = (
    r"text|texte|texto|textos|testo|testi|words|story|reporting|report|recherche|interview|entrevista|intervista|"
    r"текст|نص|文|文字|पाठ"
)
DREW = (
    r"photos?|photographs?|photography|photographies?|photographie|pictures?|images?|illustrations?|video|fotos?|foto|"
    r"fotografías?|fotografias?|fotografie|bilder|illustration(?:en)?|ilustraci(?:ón|ones)|ilustraç(?:ão|ões)|disegni|"
    r"illustrazioni|immagini|grafik|фото|иллюстрации|видео|تصوير|صور|رسوم|图|摄影|攝影|插图|चित्र|तस्वीरें"
)
ROLES = re.compile(rf"(?:{WROTE}|{DREW})(?:(?:\s*[,/&+]\s*|\s+(?:and|und|et|y|e|и)\s+|\s+و)(?:{WROTE}|{DREW}))*", re.IGNORECASE)
PICTURE_ROLE = re.compile(rf"(?:{DREW})(?:(?:\s*[,/&+]\s*|\s+(?:and|und|et|y|e|и)\s+|\s+و)(?:{DREW}))*", re.IGNORECASE)
# A Chinese line with more than one worker: "本报记者 A 通讯员 B 摄影 C".
HAN_WORKERS = re.compile(
    r"\s*(?:[\u4e00-\u9fff]{0,6}?(?:网|报|社|刊|台|本报|特约|见习|实习))?(?:记者|記者|通讯员|通訊員|撰文|撰稿)\s*[:：／/]?\s*"
)
HAN_OTHERS = re.compile(
    r"\s*(?:发自|报道|報道|实习生).*\Z|"
    r"\s*(?:摄影|攝影|摄影报道|图|编辑|責任編輯|责任编辑|校对|翻译|译者)\s*[:：／/]?\s*[\u4e00-\u9fff·、 ]+\Z"
)
# An office behind or below a name, and desks that no person stands behind.
OFFICE = re.compile(
    r"\b(?:reporter|correspondent|editor|columnist|writer|staff|professor|lecturer|teacher|journalist|author|"
    r"contributor|producer|analyst|fellow|researcher|scientist|director|chair|president|photographer|critic|"
    r"redaktion\w*|redakteur\w*|korrespondent\w*|autor\w*|professor\w*|journalist\w*|reporterin|"
    r"periodista|redactora?|corresponsal|reporter[oa]|profesora?|columnista|enviad[oa] especial|"
    r"journaliste|correspondante?|envoyée? spéciale?|rédact\w+|professeure?|chercheu\w+|maître\w* de conférences|"
    r"giornalista|inviat[oa]|insegnante|docente|professor(?:e|essa)|scrit\w+|corrispondente|ricercat\w+|"
    r"repórter|jornalista|correspondente|colunista|professora?|redator\w*|enviad[oa] especial|"
    r"enseignante?|lehrer\w*|maestr[oa]|investigador\w*|pesquisador\w*|wissenschaftl\w+)\b|"
    r"(?:корреспондент|журналист|обозреватель|редактор|профессор|доцент|научный сотрудник|писатель|автор|эссеист|историк|поэт|"
    r"писательница|критик|переводчи|фотограф|учитель)|\b(?:essayist|novelist|historian|poet|architect|student|doctor|engineer|"
    r"escritora?|historiadora?|poeta|ensayista|écrivaine?|historien(?:ne)?|poète|schriftsteller\w*|historiker\w*|poet\w*|"
    r"scrittric\w+|"
    r"storic[oa]|poetessa|escritora?|ensaísta|arquitet[oa]|arquitect[oa]|estudante|estudiante)\b|"
    r"(?:مراسل|صحفي|صحافي|كاتب|باحث|أستاذ|محرر)|(?:记者|编辑|教授|讲师|研究员|作家|撰稿人|评论员)|"
    r"(?:संवाददाता|पत्रकार|लेखक|लेखिका|प्रोफ़ेसर|संपादक)",
    re.IGNORECASE,
)
DESK = re.compile(
    r"(?:(?:our |the |a )?(?:(?:news|web|online|digital|special|own) )?(?:staff(?: writers?| reporters?)?|correspondents?|"
    r"reporters?|newsroom|desk|editors?|admin(?:istrator)?|guest (?:author|writer|contributor)|contributors?|"
    r"(?:web|news|content) team|team)|(?:la |de )?redacción(?: .{2,25})?|(?:la )?rédaction(?: .{2,25})?|"
    r"(?:der |unserer? )?redaktion(?: .{2,25})?|(?:la )?redazione(?: .{2,25})?|(?:da |a )?redação(?: .{2,25})?|"
    r"редакция(?: .{2,25})?|(?:هيئة )?التحرير|编辑部|本刊编辑部|本报讯|डेस्क|(?:\S+ ){0,2}डेस्क|"
    r".{2,30} (?:desk|staff|web team|newsroom|online))",
    re.IGNORECASE,
)
BODY_NAME = re.compile(
    r"(?:the )?(?:[A-Z][\w’'&.-]*|of|for|and|de|del|da|di|du|des|la|le)(?: (?:[A-Z][\w’'&.-]*|of|for|and|the|de|del|della|da|"
    r"do|di|du|des|la|le|&)){0,6}"
)
BODY_WORD = re.compile(
    r"\b(?:board|agency|press|collective|committee|association|council|network|alliance|foundation|institute|society|"
    r"agencia|agência|agence|agenzia|agentur|colectivo|collectif|kollektiv|collettivo|coletivo|comité|comitato|consejo|"
    r"asociación|associação|association|verein|bündnis|initiative|group|project|union)\b",
    re.IGNORECASE,
)
# Who took the pictures, at the beginning of a line of its own.
PICTURE_LEAD = re.compile(rf"\s*(?:{DREW})\s*(?:[:：／/|]|(?:by|de|di|von|par|por)\s|\s(?=(?-i:[A-ZÀ-Þ])))\s*", re.IGNORECASE)
