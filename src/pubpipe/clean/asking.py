"""What a site asks of its readers in whole sentences: to subscribe, to follow, to give.

One pattern says that somebody is asked (`asks`), the other what for (GIVES). A line that holds both is the site's: a sentence
of an article seldom speaks to the reader of a newsletter of its own.
"""

import re

WORDS = (
    r"\W{0,3}(?:(?:please |just |why not |you can |to .{3,60}, )?(?:sign up|subscribe|join|get|receive|"
    r"support|donate|become|consider|"
    r"follow|help us|help keep|don['’]t miss|check out|download|tap|register|upgrade|clap|pick up|"
    r"chip in|contribute|log in)\b|"
    r"(?:like|liked|enjoy|enjoyed|love|loved)\b.{0,40}\?|did you (?:like|enjoy)\b.{0,60}\?|if you (?:like|enjoy|value|"
    r"appreciate)\w*\b|"
    r"si vous (?:appréciez|aimez|avez aimé)\b|wenn (?:ihnen|dir|sie)\b|si te (?:gusta|ha gustado)\b|se (?:ti piace|apprezzi|"
    r"você gost)\w*|thanks? (?:you )?for reading|we (?:need|rely|depend|count)\b|every (?:contribution|gift|donation)|"
    r"your (?:support|gift|"
    r"donation)|"
    r"(?:por favor |puedes |podés |también puedes )?(?:suscrí?b\w+|apúnt\w+|únete|súmate|regístrate|síguenos|sigue|seguir|"
    r"recib[ei]\w*|"
    r"hazte|apóya\w*|apoya|dona|colabora|ayúda\w*|descarga|comparte|haz clic|pincha|entra)\b|¿te (?:gust|ha gustado)\w*|"
    r"si te gust\w+|"
    r"(?:vous pouvez )?(?:abonne[zr]\w*|inscrivez|rejoignez|soutenez|recevez|suivez|faites|devenez|téléchargez|partagez|"
    r"cliquez|découvrez|adhérez|participez|aidez)\b|(?:cet article )?vous a(?:vez)? (?:plu|aimé)|chaque don|"
    r"(?:bitte |jetzt )?(?:abonnieren|melden|bestellen|folgen|unterstützen|spenden|werden|helfen|laden|testen|lesen|"
    r"registrieren|"
    r"holen|sichern|erhalten)\s+(?:sie|unse|uns|mit|jetzt)\b|(?:abonniere|folge|unterstütze|hol dir|werde|spende|melde dich)\b|"
    r"(?:hat|gefällt) (?:ihnen|dir)\b|mit ihrer (?:spende|registrierung|unterstützung)|schon mit \S+ euro|"
    r"(?:puoi )?(?:iscriviti|abbonati|ricevi|seguici|segui|sostieni\w*|diventa|aiutaci|dona|scarica|condividi|clicca|"
    r"registrati|unisciti|"
    r"scopri|compra|acquista)\b|ti è piaciut\w+|se ti è piaciut\w+|abbiamo bisogno di|"
    r"(?:assine|inscreva\w*|receba|siga\w*|apoie|ajude\w*|doe|torne\w*|contribua|baixe|compartilhe|partilhe|clique|"
    r"cadastre\w*|subscreva|"
    r"participe|entre no|faça (?:parte|uma)|seja)\b|gostou\b|para continuar a ler|"
    r"(?:подпи(?:шитесь|сывайтесь|ши)|поддержите|поддержи|оформите|станьте|пожертвуйте|помогите|скачайте|следите|читайте|"
    r"получайте|"
    r"присоединяйтесь|вступайте|нажмите|если вы нашли)|понравил\w+ (?:текст|статья|материал)|"
    r"(?:اشترك|انضم|ادعم|تبرع|ساهم|تابع|حمل|سجل|احصل|شارك)\w*|هل أعجبك|"
    r"(?:欢迎|请|立即|点击|扫码|长按|扫描|马上|快来)?(?:订阅|关注|扫码|扫描|加入|支持我们|捐赠|打赏|下载|点赞|分享|识别)|"
    r"喜欢(?:这篇|本文|我们)|(?:(?:हमारे|हमारी|हमें|ताज़ा|अभी)\s.{0,60}(?:करें|जुड़ें|लें|दें))|(?:सब्सक्राइब|फ़ॉलो|फॉलो|डाउनलोड)\b)"
)
HERE = (
    r"(?:sign up here|subscribe (?:here|now|today)|click here|join us|support us|become a (?:member|subscriber|supporter)|"
    r"suscríbete|únete|abonnez-vous|jetzt (?:spenden|abonnieren|bestellen)|iscriviti|sostieni adesso|assine (?:já|agora|o|a)|"
    r"inscreva-se)\b"
)
# One search a beginning: Python looks for a pattern that opens with one of a few characters four times as fast as for others.
FIRST, LATER = re.compile(WORDS), re.compile(rf"[.!?:…。！？।,;،，]\s*{WORDS}")
SOMEWHERE, ANYWHERE = re.compile(HERE), re.compile(rf"\b{HERE}")


def asks(said: str) -> bool:
    """Whether a line in `small` letters asks something of the reader."""
    if FIRST.match(said) or LATER.search(said):
        return True
    return SOMEWHERE.search(said) is not None and ANYWHERE.search(said) is not None


GIVES = re.compile(
    r"\b(?:newsletters?|your inbox|mailing list|subscri(?:ber|ption)s?|reader-supported|(?:a|"
    r"our) (?:free )?(?:paid )?(?:member|subscriber|supporter)|"
    r"your (?:support|donation|gift|e-?mail address)|donations?|patreon|ko-?fi|our (?:free )?app|our (?:whatsapp|telegram|"
    r"youtube|podcast)|"
    r"follow (?:us|me) (?:on|at|for)|independent (?:\w+ )?(?:journalism|reporting)|clap|our (?:work|journalism|readers)|"
    r"e-?mail (?:updates|alerts)|posts by email|new posts|the latest (?:news|posts|stories)|"
    r"issue \d+ is out|app store|(?:special|new|latest) issue|on newsstands|notre travail|nous soutenir|en kiosques?|"
    r"nuestro trabajo|en (?:quioscos|"
    r"kioscos)|unsere arbeit|am kiosk|(?:il )?nostro lavoro|in edicola|nosso trabalho|nas bancas|нашу работу|"
    r"boletín|boletines|suscripción|canal (?:de|do|da)\b.{0,20}(?:whatsapp|telegram)|soci[oa]s?|periodismo|donativo|donación|"
    r"redes sociales|"
    r"nuestro (?:canal|boletín|podcast)|"
    r"infolettre|lettre d['’]information|boîte mail|abonnements?|abonnés?|dons?|donateurs?|presse indépendante|"
    r"information indépendante|adhérents?|"
    r"spenden?|abo(?:nnement)?|postfach|mitglied(?:schaft)?|journalismus|unsere app|kostenlos|"
    r"abbonament\w+|sostenitor\w+|donazion\w+|giornalismo|casella di posta|"
    r"assinaturas?|assinantes?|assine|doaç(?:ão|ões)|apoiador\w*|jornalismo|"
    r"рассылк\w+|подписк\w+|(?:наш|наш\w+) канал\w*|пожертвован\w+|журналистик\w+|ctrl|"
    r"need(?:s)? (?:you|your)|te necesita\w*|besoin de (?:vous|toi)|brauch(?:en|t) (?:sie|dich|ihre)|bisogno di te|"
    r"precisa(?:mos)? de (?:você|ti|si))\b|"
    r"النشرة|البريد|اشتراك|تبرع|قناتنا|تطبيقنا|حسابنا|公众号|二维码|客户端|会员|打赏|捐款|捐赠|न्यूज़लेटर|चैनल|दान (?:करें|दें)|"
    r"ऐप डाउनलोड",
    re.IGNORECASE,
)
# What only a site asks of its own readers: no classifier that takes such a line for text is believed.
PLEDGE = re.compile(
    r"\b(?:newsletters?|reader-supported|(?:free or )?paid subscribers?|support my work|new posts|patreon|donations?|"
    r"para (?:seguir|continuar) (?:leyendo|lendo|a ler)|boletín|suscripción|lettre d['’]information|faire un don|dons?|spende|"
    r"abbonamento|donazione|sostenitor\w+|assine|assinante|doação|подписк\w+|пожертвован\w+)\b|النشرة|تبرع|公众号|打赏|捐款|दान",
    re.IGNORECASE,
)
