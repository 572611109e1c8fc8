"""Wording of the notes that say how a piece came about: who reported, translated and edited it, where else it stands, what
was changed, what its makers declare. One kind after another, in the languages that articles come in.

They count below the text, where a line that begins so is a note; what is as sure above the text too stands in EARLY.
"""

import re
from functools import lru_cache

from pubpipe.article import NoteKind
from pubpipe.clean.lines import small

PIECE = (
    r"(?:articles?|stor(?:y|ies)|pieces?|posts?|essays?|reports?|texts?|interviews?|conversation|column|version|investigation|"
    r"artículos?|textos?|entrevistas?|reportajes?|crónicas?|columnas?|notas?|noticias?|informaci(?:ón|ones)|"
    r"textes?|entretiens?|reportages?|enquêtes?|chroniques?|tribunes?|papier|"
    r"artikels?|beitrags?|beiträge|textes|gesprächs?|fassung|meldung|reportage|"
    r"articol[oi]|testi?o?|intervist[ae]|notizi[ae]|"
    r"artigos?|reportage[mn]s?|matérias?|notícias?|crônicas?|"
    r"lecture|talk|speech|conferencia|discurso|ponencia|conférence|discours|vortrag|rede|conferenza|discorso|palestra|"
    r"рассказ\w*|очерк\w*|беседа|лекци\w+|стать[яиею]|материала?|текста?|интервью|заметк[аи]|колонк[аи]|новость)"
)
TRANSLATED = (
    r"translat(?:ed|ion)\b.{0,60}\b(?:by|from)\b|translat(?:or|ion)s?\s*[:–—]|"
    r"traducción\b.{0,40}(?:\bde\b|:)|traducid[oa]\b.{0,50}\bpor\b|traductora?s?\s*:|"
    r"traduit\w*\b.{0,60}\bpar\b|traduction\b.{0,40}(?:\bpar\b|\bde\b|:)|traduct(?:eur|rice)s?\s*:|"
    r"(?:aus dem \w+ (?:von|übersetzt)|übersetz(?:t|ung)\b.{0,50}(?:\bvon\b|:)|übersetzer(?:in)?\s*:)|"
    r"traduzione\b.{0,40}(?:\bdi\b|\bdal\w*\b|:)|tradott[oa]\b.{0,50}\bda\b|traduttor\w*\s*:|traduttrice\s*:|"
    r"tradução\b.{0,40}(?:\bde\b|\bd[oa]\b|:)|traduzid[oa]\b.{0,50}\bpor\b|tradutora?\s*:|"
    r"перев(?:од|ела?|одчи[кц]\w*)\b.{0,40}(?:\bс\b|:|—)|перев(?:ела?)\s|"
    r"(?:ترجمة|ترجمها|ترجمه|نقله? إلى العربية|المترجم(?:ة)?|تعريب)\s*[:：]?\s|"
    r"(?:翻译|譯者|译者|翻譯|编译)\s*[:：/／]|अनुवाद(?:क)?\s*[:：]|अनुवाद\s.{2,40}\Z"
)
REPORTED = (
    r"(?:additional )?(?:reporting|editing|writing|research|production|fact-checking) (?:for .{2,40} )?by\b|"
    r"(?:with )?(?:additional )?(?:reporting|contributions?|files|material|information|inputs?)\s(?:by|from)\b|"
    r".{2,80}\bcontributed (?:reporting|research|to this|to the)\b|.{2,60}\bin [A-Z]\w+ contributed\b|"
    r"edit(?:ed|or)s?\s*(?:by\b|:)\s*(?-i:[A-Z]\S+ [A-Z])|"
    r"con (?:información|reportería|datos|la colaboración|aportes) de\b|(?:edición|editad[oa] por|reportería|cobertura)\s*:?\s|"
    r".{2,60}\b(?:colaboró|colaboraron|contribuyó|contribuyeron) (?:en|con|a)\b|"
    r"avec (?:l['’])?(?:afp|ap|reuters|agences?|la (?:collaboration|contribution|participation) de|[A-Z])\b|"
    r"édit[ée]\w*\s*(?:par|:)|"
    r"mit (?:material|informationen|agenturmaterial|inhalten)\b|mitarbeit\s*:|(?:redaktion|redigiert von|"
    r"schlussredaktion)\s*[:\s]|"
    r"con (?:informazioni|la collaborazione|il contributo) d\w+\b|(?:ha|hanno) collaborato\b|editing\s*(?:di|:)|"
    r"com (?:informações|agências|colaboração|a colaboração|reportagem|conteúdo) d?\w*\b|sob (?:a )?(?:supervisão|"
    r"orientação) d\w\b|"
    r"(?:.{2,60}\b)?colabor(?:ou|aram|ó|aron)\b.{3,}|(?:ont|a) collaboré\b|edição\s*:|estagiári[oa]\b|"
    r"при участии\b|(?:по|с использованием) материал\w*\b|(?:редактор|корректор|фактчекинг)\w*\s*[:—]|"
    r"(?:شارك|ساهم|أسهم)ت? في (?:إعداد|كتابة|تغطية|هذا|التقرير|التغطية)|(?:تحرير|مراجعة|إعداد)\s*[:：]|بتصرف عن|"
    r"(?:本文)?(?:责任编辑|責任編輯|责编|編輯|编辑|校对|审核|监制|实习编辑|本版编辑|综合报道)\s*[:：/／]|"
    r"(?:इनपुट|एजेंसी इनपुट|संपादन|भाषा)\s*[:：-]?\s*.{0,60}(?:के साथ)?\Z"
)
PRINTED = (
    r"(?:reproducido |reproduit |abdruck |riprodotto )?(?:per gentile concessione|con (?:la )?(?:autorización|permiso) d|"
    r"por cortesía d|"
    r"avec l['’]aimable autorisation|mit freundlicher genehmigung|por gentileza d|com (?:a )?autorização d|courtesy of|"
    r"by (?:kind )?permission|"
    r"с (?:любезного )?разрешения)|بإذن من|经.{1,20}授权|.{2,40}की अनुमति से|"
    rf"(?:an?|this|the|eine?|una?|un|une|uma?|die|cette|diese|короткая|сокращ[её]нная)?\s?(?:\w+ ){{0,3}}(?:version|versión|"
    rf"fassung|"
    rf"versione|versão|extended|версия)\b.{{0,30}}\b{PIECE}.{{0,60}}(?:appear|publish|print|ran\b|apareci|public|paru|publié|"
    rf"erschien|"
    r"veröffentlicht|uscit|apparsa|pubblicat|опубликован|вышла)|"
    rf"(?:this |the |est[ea] |el |la |ce |cet |cette |l['’]|dieser? |der |questo |quest['’]|il |o |a )?{PIECE}\b.{{0,50}}?"
    r"(?:appear(?:s|ed)\b|(?:was|is|were) (?:first |originally |previously )?(?:published|printed|reprinted|republished|"
    r"adapted|excerpted|"
    r"produced)|publicad[oa]|apareci[óo]|paru\w*\b|publiée?\b|extraite?|tirée?\b|adaptée?|erschien\w*|beruht auf|basiert auf|"
    r"tratt[oa]\b|basad[oa] en|basead[oa] em|основан\w* на|is (?:based on|adapted from|drawn from)|will appear|veröffentlicht|"
    r"uscit[oa]|pubblicat[oa]|"
    r"apparso|republicad[oa]|опубликован|вышел|вышла|перепечат|adaptad[oa]|adaptée?|adattat)|"
    r"(?:adapted|excerpted|reprinted|republished|reproduced|syndicated|cross-?posted) (?:here )?(?:from|with|by|in|on|"
    r"courtesy)\b|"
    r"published in (?:the )?(?:print|[a-z]+ \d{4}|.{0,20}issue)\b|published (?:here )?(?:with (?:the )?(?:kind )?permission|"
    r"courtesy|in (?:partnership|association|collaboration) with)\b|(?:first |originally |previously )(?:published|appeared|"
    r"broadcast|ran)\b|"
    r"(?:publicad[oa]|aparecid[oa]) (?:originalmente|por primera vez|antes|con permiso)\b|"
    r"(?:reproducid[oa]|tomad[oa]|extraíd[oa]|adaptad[oa]) (?:\w+ )?(?:en|con|de|del)\b|"
    r"(?:publiée?|parue?) (?:\w+ )?(?:initialement|d['’]abord|pour la première)\b|parue? dans\b|"
    r"(?:reproduite?|extraite?|repris) (?:\w+ )?(?:dans|avec|de|du)\b|"
    r"(?:erschienen|nachdruck|abdruck|übernommen|auszug|erstveröffentlich\w*|vorabdruck)\b.{3,}|"
    r"(?:pubblicato|uscito|apparso) (?:\w+ )?(?:originariamente|originalmente|per la prima)\b|"
    r"(?:tratto|ripreso|estratto|riprodotto|apparso) (?:\w+ )?(?:su|sul|sulla|da|dal|in|nel|per|con)\b|"
    r"publicad[oa] (?:originalmente|pela primeira|antes|com permissão)\b|"
    r"(?:reproduzid[oa]|republicad[oa]|extraíd[oa]) (?:\w+ )?(?:em|n[oa]|com|d[eoa])\b|"
    r"(?:впервые |ранее )?(?:опубликован\w*|перепечат\w*|публикуется|печатается|текст вышел|отрывок из)\b|"
    r"(?:نشر|نشرت|ينشر|تنشر|يعاد نشر|أعيد نشر|المصدر الأصلي|ظهر)\s.{0,40}(?:النص|المقال|هذا|هذه|مجلة|صحيفة|جريدة|موقع|باتفاق|"
    r"بإذن|أول|لأول)|"
    r"(?:النص|المقال) الأصلي\b|"
    r"(?:本文|原文|[\u4e00-\u9fff]{1,4}原文|文章)?(?:原载|原載|首发|首發|刊于|刊載於|刊载于|载于|转载自|轉載自|转自|摘自|选自|"
    r"发表于|最初发表|刊登)|"
    r"(?:(?:यह|मूल) .{2,40})?(?:प्रकाशित|पुनर्प्रकाशित|साभार|से लिया गया)\b.{0,40}\Z"
)
LICENSED = (
    r".{0,120}\b(?:under (?:an? |the )?(?:\w+ ){0,4}creative commons|(?:under|license|licence) cc[ -]by(?:-\w+)*|"
    r"licen[sc]ed under|"
    r"open[- ]access article|lizenziert|licencia creative|"
    r"licence creative|licenza creative|licença creative|sous licence|bajo (?:una )?licencia|unter (?:der|einer) lizenz|"
    r"под лицензией cc|(?:may|can) be (?:freely )?(?:republished|reproduced|reprinted)|free to republish|puede reproducir|"
    r"pueden reproducir|"
    r"reproduction autorisée|darf .{0,30}(?:weiterverbreitet|nachgedruckt)|riproduzione (?:consentita|autorizzata)|"
    r"pode ser reproduzid\w|"
    r"перепечатка разрешена|разрешается перепечатк\w)\b|.{0,60}(?:رخصة المشاع|知识共享|क्रिएटिव कॉमन्स)"
)
CHANGED = (
    rf"(?:this |the |our |est[ea] |la |el |ce |cet |cette |l['’]|dieses? |das |der |quest[oa] ?|quest['’]|a |"
    rf"o )?{PIECE}\b.{{0,50}}?"
    r"(?:(?:has been|was|were|have been) (?:lightly |slightly |heavily )?(?:edited|condensed|abridged|conducted|shortened)|"
    r"(?:ha sido|fue|fueron|han sido) (?:\w+ )?(?:editad|condensad|resumid|realizad|abreviad)|a été (?:\w+ )?(?:édit|condens|"
    r"réalis|abrég|"
    r"raccourci|menée?)|wurde\w* (?:\w+ ){0,6}(?:gekürzt|bearbeitet|geführt|redigiert|verdichtet|aufgezeichnet)|"
    r"è stat[ao] (?:\w+ )?(?:edit|"
    r"ridott|modificat|condensat|realizzat|rivist)|foi (?:\w+ )?(?:editad|condensad|realizad|resumid)|(?:было |была |"
    r"был )?(?:сокращен|"
    r"отредактирован|записан|проведен))|"
    r".{0,60}\b(?:names?|identit(?:y|ies))\b.{0,60}\b(?:changed|altered|withheld|pseudonyms?)\b|"
    r".{0,60}\bpseudonyms?\b.{0,60}\Z|"
    r".{0,40}\b(?:nombres?|identidad(?:es)?)\b.{0,80}\b(?:cambiad|modificad|ficticios|alterad)|"
    r".{0,40}\b(?:pré)?noms?\b.{0,80}\b(?:modifié|changé|d['’]emprunt|fictifs)|"
    r".{0,40}\bname(?:n)?\b.{0,80}\b(?:geändert|verändert|pseudonym|anonymisiert)|"
    r".{0,40}\bnom[ei]\b.{0,80}\b(?:cambiat|modificat|di fantasia|inventat)|"
    r".{0,40}\bnomes?\b.{0,80}\b(?:alterad|trocad|fictícios|modificad|mudad)|"
    r".{0,40}(?:названи\w+|детали|мест\w+)\b.{0,30}(?:измен[её]н|вымышлен)|.{0,40}\b(?:village|town|place|"
    r"details?)\b.{0,40}\b(?:has|have) been changed|"
    r".{0,40}имен[аи]?\b.{0,60}(?:измен[её]н|вымышлен)|.{0,40}(?:تم تغيير|غيرت|مستعار).{0,40}|"
    r".{0,30}(?:化名|姓名已).{0,20}\Z|.{0,40}नाम.{0,40}(?:बदल|काल्पनिक).{0,30}\Z|"
    r"(?:本采访|本次采访|采访内容|本访谈).{0,30}(?:编辑|删减|整理)|(?:أجريت|أجري) (?:هذه|هذا)|"
    r"(?:the )?interview (?:was|took place)|(?:das )?(?:gespräch|interview) (?:führte|wurde)|"
    r"(?:la |l['’])?(?:entrevista|intervista|entretien)\s.{0,20}(?:tuvo lugar|si è svolta|a eu lieu)|"
    r"(?:intervista|traduzione|testo) raccolt"
)
SHARED_WORK = (
    r"(?:author contributions?|contributors?['’]? statement|contribución de (?:los|las) autor\w+|contributions des auteurs|"
    r"beiträge der autor\w+|contribut[oi] degli autori|contribuição dos autores|"
    r"вклад авторов|مساهمات? المؤلفين|作者贡献)\s*[:：.]|"
    r".{0,60}(?:frutto del lavoro comune|fruto do trabalho conjunto|fruto del trabajo conjunto|contributed equally|"
    r"contribuyeron por igual|ont contribué à parts égales|haben zu gleichen teilen|hanno contribuito in egual|"
    r"contribuíram igualmente)"
)
DECLARED = (
    r"(?=.*(?:confli|competing|interessenkonflikt)).{0,90}"
    r"\b(?:declar\w*|dichiar\w*|déclar\w*|erklär\w*|geben an|reports?|disclose|have|has|there (?:is|are)|hay|existe\w*|"
    r"besteh\w*)\b"
    r".{0,50}\b(?:conflicts?|competing|interessenkonflikt\w*|conflictos?|conflits?|conflitt[oi]|conflitos?)\b.{0,40}|"
    r"(?:conflicts? of interests?|competing interests?|interessenkonflikte?|conflictos? de inter[eé]s(?:es)?|"
    r"conflits? d['’]intérêts|"
    r"conflitt[oi] d['’]interess[ei]|conflitos? de interesses?|конфликт интересов|"
    r"تضارب المصالح|利益冲突|हितों का टकराव)\s*[:：.–—]|"
    r".{0,60}конфликт\w* интересов.{0,40}|.{0,30}(?:利益冲突).{0,20}\Z|.{0,40}(?:تضارب|تعارض) (?:في )?(?:ال)?مصالح.{0,40}|"
    r".{0,60}\b(?:contains?|includes?|using|contient|comporte|contiene|enthält|contém|são) .{0,20}(?:affiliate links?|"
    r"liens? affiliés?|"
    r"enlaces? (?:de )?afiliad\w+|affiliate-links?|link di affiliazione|link affiliati|links? de afiliad\w+|partnerlinks?|"
    r"provisions-links?)\b|"
    r"(?:affiliate (?:disclosure|disclaimer))\b|"
    rf".{{0,60}}\b{PIECE}\b.{{0,60}}(?:press release|paid (?:for|post|content)|sponsor|advertorial|in partnership with|"
    rf"brought to you|"
    r"publirreportaje|patrocinad|sponsorisé|publicité|en partenariat avec|anzeige|werblich|sponserit|gesponsert|bezahlt|"
    r"sponsorizzat|a pagamento|publieditorial|publicitári|на правах рекламы|партн[её]рск)|"
    rf"(?:dieser |der )?{PIECE}.{{0,40}}\bist eine? (?:anzeige|werbung)|"
    r"(?:sponsored|paid|partner) content\b.{10,}|contenido patrocinado\b.{10,}|contenu sponsorisé\b.{10,}|"
    r"(?:disclosures?|full disclosure|transparency(?: note)?|statement of interests?|competing interests?|"
    r"declaration of interests?|"
    r"transparenzhinweis|offenlegung|declaración de intereses|déclaration d['’]intérêts|déclaration de transparence|"
    r"divulgación|"
    r"dichiarazione di interessi|declaração de interesses|раскрытие информации|إفصاح|利益声明|披露|प्रकटीकरण)\s*[:：.–—]|"
    r".{0,40}\b(?:ne travaillent? pas, ne conseillent? pas|no trabaja\w*, (?:ni )?(?:consulta|asesora)|non (?:lavora|"
    r"presta)\w*, "
    r"|não (?:trabalha|presta|consulta)\w*, )|"
    r".{0,80}\b(?:financial|medical|legal|investment|professional|tax) advice\b.{0,60}\Z|"
    r".{0,80}\b(?:asesoramiento|conseil|beratung|consulenza|aconselhamento) (?:médic|financi|jur|legal|profession)|"
    r".{0,60}\bersetzt (?:keine|nicht)\b.{0,40}(?:beratung|arzt)"
)
CORRECTED = (
    # The rarer words first: a line without them is not searched for the others.
    r"(?=.{0,110}\b(?:per errore|por error|par erreur|in error|by mistake|mistakenly|erroneously|irrtümlich|"
    r"fälschlich(?:erweise)?|erroneamente|erróneamente|por engano|por lapso|ошибочно)\b)"
    rf".*(?:{PIECE}|versi|fassung)|"
    rf"(?:this |the |est[ea] |la |el |ce |cet |cette |l['’]|dieser? |der |quest[oa] ?|quest['’]|esta |o |"
    rf"a )?{PIECE}\b.{{0,40}}?"
    r"(?:(?:was|has been) (?:corrected|updated|amended|revised)|(?:corrected|updated|amended) (?:on|at|to)\b|corregid[oa]|"
    r"actualizad[oa]|"
    r"rectificad[oa]|(?:a été )?(?:corrigée?|modifiée?|mise? à jour|actualisée?)|(?:wurde\b.{0,30})?(?:korrigiert|"
    r"aktualisiert|berichtigt)|"
    r"(?:è stat[oa] )?(?:corrett[oa]|aggiornat[oa]|modificat[oa])|corrigid[oa]|atualizad[oa]|retificad[oa]|"
    r"(?:был[ао]? )?(?:исправлен|обновл[её]н|"
    r"дополнен))|"
    r"(?:in )?(?:an?|the) (?:earlier|previous) version\b|.{0,9}\bversi(?:ón|one|ão) (?:anterior|previa|prévia|precedente)\b|"
    r".{0,9}\bprecedente versione\b|.{0,9}\bversion (?:précédente|antérieure)\b|"
    r".{0,9}\b(?:früheren?|vorherigen|ersten|älteren) (?:version|fassung)\b|"
    r"(?:post|story) (?:was )?updated\b|(?:we (?:have )?(?:corrected|updated|amended)|hemos corregido|nous avons corrigé|"
    r"wir haben .{0,40}(?:korrigiert|berichtigt)|abbiamo corretto|corrigimos)|"
    r"в (?:ранней|первой|предыдущей|исходной|первоначальной) версии|"
    r"(?:تم|جرى) (?:تصحيح|تعديل|تحديث)|(?:本文|报道|文章).{0,12}(?:已更正|更正|修订|更新)|"
    r"(?:इस|यह) .{2,40}(?:सुधार|संशोधित|अद्यतन)"
)
FUNDED_BY = (
    rf"(?:{PIECE})\b.{{0,50}}\b(?:bolsa|beca|bourse|stipendium|borsa di|грант|стипенди|fellowship|grant)\w*\b|"
    r"(?:mit (?:freundlicher |finanzieller )?unterstützung|con (?:el )?apoyo|avec le (?:soutien|concours)|con il (?:sostegno|"
    r"contributo)|"
    r"com (?:o )?apoio|with (?:the )?(?:kind |financial )?support)\s+(?:of|d\w*)\b|"
    r"(?:[\w’'-]+ ){0,3}(?:financiad[oa]|financée?|finanziat[oa]|subvencionad[oa]|subventionnée?|soutenue?|apoiad[oa]|funded|"
    r"supported|sponsored) "
    r"(?:por|par|da|dal|dalla|dall['’]|pel[ao]|by) .{3,120}\Z|(?:[\w’'-]+ ){0,3}(?:gefördert|finanziert|unterstützt) (?:durch|"
    r"von|vom) .{3,120}\Z|"
    r".{3,90}\b(?:receiv(?:e|es|ed|ing) (?:\w+ )?(?:funding|support|grants?)|recib(?:e|en|ió|ieron|ido) (?:\w+ )?(?:fond|"
    r"financi|apoyo|ayuda)\w*|"
    r"(?:a|ont) reçu (?:\w+ )?(?:financement|soutien|subvention|bourse)\w*|(?:erhielt|erhält|erhalten|"
    r"bekam)\b.{0,40}(?:förder|mittel|stipend)\w*|"
    r"(?:ha|hanno) ricevuto (?:\w+ )?(?:finanziament|fond|sostegn)\w*|receb(?:e|em|eu|eram) (?:\w+ )?(?:financ|apoio|bolsa|"
    r"verba)\w*)|"
    r"(?:the (?:research|study|work|project)|the authors?|we|i) (?:is|was|were|are|gratefully|thanks?|acknowledges?|"
    r"wish)\b.{0,80}"
    r"(?:fund|support|grant|thank|acknowledg)|"
    r"(?:die (?:studie|forschung|arbeit(?:en)?|untersuchung|recherche)) (?:wurde|wird|wurden|entstand)\b.{0,80}(?:förder|"
    r"finanz|unterstütz|stipend)|"
    r".{0,60}(?:im rahmen des (?:projekts|programms)|en el marco del proyecto|dans le cadre du projet|"
    r"nell['’]ambito del progetto|"
    r"no âmbito do projeto|в рамках (?:проекта|гранта|программы)|在.{2,20}(?:项目|基金)(?:支持|资助)下)|"
    r"(?:with|grâce à|gracias a|dank|grazie a|graças a|благодаря) (?:the |le |la |der |el |il |o )?(?:support|soutien|aide|"
    r"apoyo|unterstützung|förderung|"
    r"sostegno|apoio|поддержке)|(?:بدعم|بتمويل|يشكر|أُنجز|أنجز)\s"
)
# Signs before the first word. Not without end: from each of them on, the patterns look a hundred characters ahead.
LEAD = r"\W{0,20}"
# For `small` text, but for the one that asks for capitals.
NOTED: tuple[tuple[NoteKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"{LEAD}(?:{words})", re.IGNORECASE if "(?-i:" in words else 0))
    for kind, words in (
        (NoteKind.CORRECTION, CORRECTED),
        (NoteKind.SOURCE, LICENSED),
        (NoteKind.DISCLAIMER, DECLARED),
        (NoteKind.EDITOR, CHANGED),
        (NoteKind.FUNDING, FUNDED_BY),
        (NoteKind.SOURCE, TRANSLATED),
        (NoteKind.SOURCE, REPORTED),
        (NoteKind.SOURCE, PRINTED),
        (NoteKind.EDITOR, SHARED_WORK),
    )
)
EARLY = re.compile(rf"{LEAD}(?:{TRANSLATED})")
MOST_WORDS = 70  # a longer line that begins so is a paragraph
MOST_CREDIT = 25  # of a line that says who translated or reported
MOST_LENGTH = 2000  # characters: seventy words are never as long


def credit_of(text: str, words: int) -> NoteKind | None:
    """The kind of a line below the text that says how the piece came about; None for any other."""
    return _credit_of(text) if words <= MOST_WORDS and len(text) <= MOST_LENGTH else None


@lru_cache(maxsize=2048)  # notes, marks and boxes ask of the same lines
def _credit_of(text: str) -> NoteKind | None:
    said = small(text)
    return next((kind for kind, pattern in NOTED if pattern.match(text if pattern.flags & re.IGNORECASE else said)), None)


def is_translation_credit(text: str, words: int) -> bool:
    """Whether a line says who translated the piece, wherever it stands."""
    return (
        words <= MOST_CREDIT
        and len(text) <= MOST_LENGTH
        and EARLY.match(small(text)) is not None
        and not re.search(r"[!?]\W*\Z", text)
    )
