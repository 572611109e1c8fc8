"""The words and signs of a byline, by language: who wrote, who took the pictures, what joins names."""

import re

# "Words: A", "Text und Fotos: A": each language's word for who wrote, alone or with the word for pictures.
WRITTEN = (
    r"(?:words|text|story|reporting|texto|textos|texte|testo|testi|текст|نص|文字|撰文|文)"
    r"(?:\s*(?:and|&|und|y|et|e|и|/)\s*(?:photos?|photographs?|pictures?|fotos?|fotografías?|photos|фото))?"
)
WRITER = (
    r"(?:автор(?:ы)? (?:текста|материала|статьи)|authors?|writers?|autor(?:es|as|a|in|en|innen)?|auteure?s?|"
    r"autrices?|autor[ei]|автор(?:ы)?|"
    r"الكاتب(?:ة)?|الكاتبان|المؤلف(?:ة|ون)?|تأليف|إعداد|کاتب|نویسنده|作者|撰稿|記者|记者|लेखक|लेखिका|लेखकगण)"
)
KIND_OF_TEXT = (
    r"(?:(?:an?|un|une|una|um|uma|eine?)\s+)?(?:opinion|analysis|essay|commentary|report|op-ed|review|article|interview|"
    r"bericht|reportage|kommentar|essay|analyse|gastbeitrag|beitrag|interview|reportaje|artículo|crónica|ensayo|"
    r"análisis|reportagem|artigo|crônica|crónica|ensaio|articolo|saggio|reportage|analisi|récit|enquête|tribune)"
)
LEAD = re.compile(
    r"(?:(?:words|text|story|written|posted|published|reported|opinion|analysis|essay|commentary|report|op-ed|"
    r"review|article|interview)\s+by|by|words|text|authors?|writers?|written by)\s*[:\-–]?\s+|"
    rf"(?:{WRITTEN}|{WRITER}|written by|by)(?:\s*[:：]\s*|\s+[–—-]\s+)|"
    rf"{WRITTEN}\s+(?:by|de|di|von|par|por)\s+|{KIND_OF_TEXT}\s+(?:by|de|di|von|par|por)\s+|"
    r"(?:escrito por|écrit par|propos recueillis par|geschrieben von|scritto da|a cura di|por|par|von|di|da|per|"
    rf"{WRITER}|بقلم|كتب(?:ت|ه|ته|ها)?|מאת)\s*[:：]?\s+|"
    r"(?:文|撰文|文字|作者|撰稿)(?:\s*[／/|｜:：]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
# Words that begin a line in other ways too ("Di notte …", "Par exemple"): the rest has to be names beyond doubt.
STRONG = re.compile(
    rf"\s*(?:(?:\w+ )?by\b|{WRITTEN}\s*[:：／/]|{WRITER}(?:\s*[:：]|\s+[–—-]\s)|{KIND_OF_TEXT}\s+(?:by|de|di|von|par|por)\b|"
    r"(?:escrito|a cura|scritto|geschrieben|écrit|propos recueillis|testo|texto|texte)\s+(?:by|de|di|da|von|par|por)\b|"
    r"por\b|par\b|von\b|автор|بقلم|كتبه|作者|撰文|文[／/])",
    re.IGNORECASE,
)
# Languages that put the word behind the name: "सुनीता राठौड़ द्वारा".
TRAIL = re.compile(r"\s+(?:द्वारा|की रिपोर्ट|की कलम से)\s*\Z")
# Where somebody else's work is named on the same line: "Testo di A, foto di B".
PICTURES = re.compile(
    r"[\s,;|·•/–—-]+(?:(?:photos?|photographs?|photography|pictures|images?|illustrations?|fotos?|fotografías?|fotografia|"
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
STRONG_JOINT = re.compile(r"\s*(?:,\s*(?:&|and\b)|[,;、，،；&]|\s+(?:and|with|und|और|एवं|तथा)\s+)\s*", re.IGNORECASE)
# The Arabic "and" is written together with the name that follows it.
SOFT_JOINT = re.compile(
    r"\s+(?:y|e|i|et|en|och|og|и|и|و|und|ve|व)\s+|\s+و(?=[\u0621-\u064a]{2})|"
    r"(?<=[\u4e00-\u9fff])\s*[和与與]\s*(?=[\u4e00-\u9fff])"
)
MARKS = re.compile(
    r"(?:\*+|†+|‡+|§+|¶+|[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ]+|(?<=[^\W\d_])\d{1,2}|(?<=\s)\d(?=[\s*†‡]|\Z)|\[\d{1,2}\]|"
    r"\(\d{1,2}\)|\([a-h*†‡]\)|"
    r"(?<=[\d*†‡¹²³⁴⁵⁶⁷⁸⁹])\s*[,;]\s*[\d*†‡¹²³⁴⁵⁶⁷⁸⁹]{1,2})+\Z"
)
# A bare line of Chinese characters is a byline only where each piece begins with one of the commonest family names.
HAN = re.compile(r"[\u4e00-\u9fff]")
FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬許韓馮鄧蔣葉蘇呂盧鍾譚陸範賈龔嚴顧"
)
HAN_NAME = re.compile(rf"(?:[{FAMILY}]|欧阳|司马|上官|诸葛)[\u4e00-\u9fff]{{1,2}}")
HAN_NAMES = re.compile(rf"{HAN_NAME.pattern}(?:[ \u3000]+{HAN_NAME.pattern})+")
BRACKETED = re.compile(r"\s*[(（]([^()（）]{4,150})[)）]")
MARK_ONLY = re.compile(r"[\d*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
