"""What a site asks of its readers in whole sentences: to subscribe, to follow, to give.

One pattern says that somebody is asked (ASKS), the other what for (GIVES). A line that holds both is the site's: a sentence
of an article seldom speaks to the reader of a newsletter of its own.
"""

import re

START = r"(?:\A|[.!?:…。！？।]\s*|[,;،，]\s*)\W{0,3}"
ASKS = re.compile(
    START + r"(?:(?:please |just |why not |you can |to .{3,60}, )?(?:sign up|subscribe|join|get|receive|support|donate|become|consider|"
    r"follow|help(?: us| keep)|download|tap|click|register|upgrade|clap|share|buy|order|pick up|start your|try|become|"
    r"give|chip in|contribute|log in)\b|"
    r"(?:like|liked|enjoy|enjoyed|love|loved)\b.{0,40}\?|(?:do|did) you\b.{0,60}\?|if you (?:like|enjoy|value|found|appreciate|want)\w*\b|"
    r"thanks? (?:you )?for reading|we (?:need|rely|depend|count)\b|every (?:contribution|gift|donation)|your (?:support|gift|donation)|"
    r"(?:por favor |puedes |podés |también puedes )?(?:suscrí?b\w+|apúnt\w+|únete|súmate|regístrate|síguenos|sigue|seguir|recib[ei]\w*|"
    r"hazte|apóya\w*|apoya|dona|colabora|ayúda\w*|descarga|comparte|haz clic|pincha|entra)\b|¿te (?:gust|ha gustado)\w*|si te gust\w+|"
    r"(?:vous pouvez )?(?:abonne[zr]\w*|inscrivez|rejoignez|soutenez|recevez|suivez|faites|devenez|téléchargez|partagez|"
    r"cliquez|découvrez|adhérez|participez|aidez)\b|(?:cet article )?vous a(?:vez)? (?:plu|aimé)|chaque don|"
    r"(?:bitte |jetzt )?(?:abonnieren|melden|bestellen|folgen|unterstützen|spenden|werden|helfen|laden|testen|lesen|registrieren|"
    r"holen|sichern|erhalten)\s+(?:sie|unse|uns|mit|jetzt)\b|(?:abonniere|folge|unterstütze|hol dir|werde|spende|melde dich)\b|"
    r"(?:hat|gefällt) (?:ihnen|dir)\b|mit ihrer (?:spende|registrierung|unterstützung)|schon mit \S+ euro|"
    r"(?:puoi )?(?:iscriviti|abbonati|ricevi|seguici|segui|sostieni\w*|diventa|aiutaci|dona|scarica|condividi|clicca|registrati|unisciti|"
    r"scopri|compra|acquista)\b|ti è piaciut\w+|se ti è piaciut\w+|abbiamo bisogno di|"
    r"(?:assine|inscreva\w*|receba|siga\w*|apoie|ajude\w*|doe|torne\w*|contribua|baixe|compartilhe|partilhe|clique|cadastre\w*|subscreva|"
    r"participe|entre no|faça (?:parte|uma)|seja)\b|gostou\b|para continuar a ler|"
    r"(?:подпи(?:шитесь|сывайтесь|ши)|поддержите|поддержи|оформите|станьте|пожертвуйте|помогите|скачайте|следите|читайте|получайте|"
    r"присоединяйтесь|вступайте|нажмите|если вы нашли)|понравил\w+ (?:текст|статья|материал)|"
    r"(?:اشترك|انضم|ادعم|تبرع|ساهم|تابع|حمل|سجل|احصل|شارك)\w*|هل أعجبك|"
    r"(?:欢迎|请|立即|点击|扫码|长按|扫描|马上|快来)?(?:订阅|关注|扫码|扫描|加入|支持我们|捐赠|打赏|下载|点赞|分享|识别)|"
    r"喜欢(?:这篇|本文|我们)|(?:(?:हमारे|हमारी|हमें|ताज़ा|अभी)\s.{0,60}(?:करें|जुड़ें|लें|दें))|(?:सब्सक्राइब|फ़ॉलो|फॉलो|डाउनलोड)\b)|"
    r"\b(?:sign up here|subscribe (?:here|now|today)|click here|join us|support us|become a (?:member|subscriber|supporter)|"
    r"suscríbete|únete|abonnez-vous|jetzt (?:spenden|abonnieren|bestellen)|iscriviti|sostieni adesso|assine (?:já|agora|o|a)|inscreva-se)\b",
    re.IGNORECASE,
)
GIVES = re.compile(
    r"\b(?:newsletters?|inbox|mailing list|subscri(?:ber|ption|be)s?|reader-supported|paid (?:post|subscri\w+)|membership|members?\b.{0,30}\b(?:today|now|"
    r"month)|your (?:support|donation|gift|e-?mail)|donat(?:e|ion)s?|patreon|ko-?fi|paypal|free trial|app store|google play|our app|"
    r"push notifications?|our (?:whatsapp|telegram|youtube|podcast)|follow (?:us|me)|independent journalism|this story|clap|per month|a month|"
    r"free shipping|in the shop|our (?:work|journalism|readers)|e-?mail (?:updates|alerts)|posts by email|"
    r"boletín|boletines|suscripción|suscríbete|canal (?:de|do|da)\b.{0,20}(?:whatsapp|telegram)|whatsapp|telegram|socios?|periodismo|donativo|donación|"
    r"al mes|correo electrónico|facebook|instagram|youtube|"
    r"infolettre|lettre d['’]information|boîte mail|abonnements?|abonnés?|don(?:s|ateurs?)?|indépendante?|adhérents?|par mois|"
    r"spenden?|abo(?:s|nnement)?|postfach|mitglied(?:er|schaft)?|journalismus|euro im monat|newsletters?|app|"
    r"abbonament\w+|abbonati|sostenit\w+|donazion\w+|soci[ao]?|giornalism\w+|al mese|all['’]anno|casella di posta|"
    r"assinaturas?|assinantes?|assine|doaç(?:ão|ões)|apoiador\w*|jornalismo|por mês|e-?mail|"
    r"рассылк\w+|подписк\w+|канал\w*|пожертвован\w+|поддержк\w+|журналистик\w+|ctrl|"
    r"النشرة|البريد|اشتراك|تبرع|قناتنا|تطبيق\w*|حسابنا)\b|公众号|微信|二维码|客户端|会员|订阅|邮件|每天|打赏|捐|न्यूज़लेटर|ऐप|चैनल|"
    r"\b(?:need(?:s)? (?:you|your)|te necesita\w*|besoin de (?:vous|toi)|brauch(?:en|t) (?:sie|dich|ihre)|bisogno di te|precisa(?:mos)? de (?:você|ti|si))\b|"
    r"सदस्य|दान|फ़ेसबुक|व्हाट्सऐप|ट्विटर|\d ?€|[$£€]\d",
    re.IGNORECASE,
)
