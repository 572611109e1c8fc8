"""Tell the language of a text that names none, by its script and its commonest words."""

import re
import unicodedata
from collections import Counter

# Function words, as they come to mind; the words that two languages share count for both and so for neither.
WORDS = {
    "en": "the of and to in is that for it as was with be by on not he his at are this have from but which or an "
    "had they you were their one all we can has there been if more when will would who so no",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si "
    "sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec "
    "son aux ou cette mais comme nous ont été sa leur était ces deux être elle fait même où",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus "
    "er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber "
    "vor zur bis mehr durch",
    "it": "di e il la che in a per è un del della non si le con i da una sono al dei come più nel anche gli alla "
    "ha lo ma delle o se dalla era nella su degli ed questo suo essere stato tra molto hanno",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à "
    "seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem "
    "mesmo são",
    "ca": "de la i el que a en les els per un una del amb és no al dels més com es ha seu va o però aquest aquesta "
    "són seva entre fins també sobre ser hi han quan li perquè ho sense molt tots aquests",
    "gl": "de a o que e do da en un para é con non unha os no se na por máis as dos como pero foi ao das ten á seu "
    "súa ou ser cando moi hai nos xa está tamén só polo pola ata isto entre era despois sen mesmo son esta",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er die om ook als dan maar bij of uit nog door "
    "naar heeft hij ze wordt tot over je was worden meer hebben kan geen deze dit werd na al",
    "pl": "w i na z do się nie to że jest o jak od po a za przez dla co ale tym przy być który są oraz jego tak "
    "już czy także może tylko było które ich ze został można",
    "sv": "och i att det som en på är av för med den till inte har de om ett han men var jag sig från vi så kan "
    "när år hade nu över under efter man eller ut också",
    "sw": "ya wa na kwa katika ni za la cha kuwa hii hiyo huo hilo kama lakini pia watu au yake wake yao wao baada "
    "sana zaidi kutoka hadi ili kila bila juu siku",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak akan adalah oleh sebagai juga ke telah bisa atau "
    "ada mereka karena lebih dapat sudah saat hanya kami",
    "tr": "ve bir bu da de için ile çok daha olarak gibi en sonra kadar olan o ne ama ki var her değil ya göre "
    "olduğu üzerinde içinde kendi",
}
SETS = {lang: frozenset(words.split()) for lang, words in WORDS.items()}
WORD = re.compile(r"[^\W\d_]+")
SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "GREEK": "el",
    "THAI": "th",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "ETHIOPIC": "am",
}
SAMPLE = 20_000


def detect_language(text: str) -> str:
    """BCP 47 tag of a text's language, or "" where its words do not decide it."""
    sample = text[:SAMPLE]
    scripts = _scripts(sample)
    if not scripts:
        return ""
    script = scripts.most_common(1)[0][0]
    if script == "CJK":
        return "ja" if scripts["HIRAGANA"] + scripts["KATAKANA"] > scripts["CJK"] * 0.1 else "zh"
    if script == "LATIN":
        return _vote(sample)
    if script == "CYRILLIC":
        return "uk" if sum(map(sample.count, "іїєґ")) > sum(map(sample.count, "ыэё")) else "ru"
    if script == "ARABIC":
        return _arabic(sample)
    return SCRIPTS.get(script, "")


def _scripts(text: str) -> Counter[str]:
    """Script to the number of its letters; of a text the kinds of letter are few."""
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            name = unicodedata.name(char, "").split(" ")[0]
            scripts["CJK" if name.startswith("CJK") else name] += count
    return scripts


def _arabic(text: str) -> str:
    """Urdu by its retroflex letters and big ye, Persian by the letters that Arabic has not."""
    if sum(map(text.count, "ٹڈڑںے")) * 50 > len(text):
        return "ur"
    return "fa" if sum(map(text.count, "پچژگکی")) * 50 > len(text) else "ar"


def _vote(text: str) -> str:
    """The language whose function words are commonest; it has to be clearly ahead of the next."""
    tokens = Counter(map(str.lower, WORD.findall(text)))
    shares = sorted(((sum(map(tokens.__getitem__, tokens.keys() & words)), lang) for lang, words in SETS.items()), reverse=True)
    (best, lang), (second, _) = shares[:2]
    # A text of any length has a fifth of such words and more; ten per cent and four words are a floor for headlines and lists.
    return lang if best >= max(4, tokens.total() * 0.1) and best > second * 1.08 else ""
