"""Wording of the site's lines in languages other than English, by the rule of `words` that they belong to.

Spanish, French, German, Italian, Portuguese, Catalan, Russian, Arabic, Chinese, Japanese, Hindi, in that order. Each pattern
has to match a whole line; a line they do not know is kept.
"""

NUMBER = r"(?:\s*\(?\d[\d.,]*\)?)?"
TARGET = r"\s*[:：»›>→|-]\s*.{1,200}"

SITE_WORDS: dict[str, tuple[str, ...]] = {
    "advertisement": (
        r"(?:contenido|contenu|contenuto|conteúdo) (?:patrocinado|sponsorisé|sponsorizzato|de marca)|"
        r"(?:continúa|sigue leyendo) (?:después|tras) (?:de )?la publicidad|la suite après (?:la|cette) publicité|"
        r"(?:artikel|text) wird nach der anzeige fortgesetzt|weiter nach der (?:anzeige|werbung)|continua dopo la pubblicità|"
        r"continua (?:após|depois d)a publicidade|(?:патрокинадо|на правах рекламы|реклама на сайте)|"
        r"(?:إعلانات|محتوى مدعوم)|推广|赞助内容|スポンサー(?:リンク|記事)|प्रायोजित|विज्ञापन के बाद जारी",
    ),
    "share-line": (
        r"(?:comparte|compartir|compártelo|imprimir|guardar|enviar por correo|copiar enlace|tuitear)(?: .{1,30})?|"
        r"(?:partagez?|partager|imprimer|envoyer par e-?mail|copier le lien|enregistrer)(?: .{1,30})?|"
        r"(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|versenden|speichern|weiterempfehlen)|link kopieren|"
        r"(?:auf|per) (?:facebook|twitter|x|whatsapp|e-?mail|linkedin) teilen|"
        r"(?:condividi|stampa|salva|invia per e-?mail|copia link|tweetta)(?: .{1,30})?|"
        r"(?:partilh[ae]r?|compartilh[ae]r?|guardar|salvar|imprimir|copiar link|enviar por e-?mail)(?: .{1,30})?|"
        r"(?:поделиться|поделитесь|распечатать|сохранить|скопировать ссылку|печать|версия для печати)(?: .{1,30})?|"
        r"(?:شارك(?:ها|ه|وا)?|مشاركة|انشر|طباعة|حفظ|نسخ الرابط|أرسل)(?: .{1,30})?|"
        r"(?:分享(?:到|至|给)?|打印|收藏|复制链接|转发|点赞|シェア(?:する)?|印刷|保存)(?:.{0,12})?|"
        r"(?:शेयर|साझा|प्रिंट|सेव)(?: .{1,30})?|लिंक कॉपी करें",
    ),
    "follow-line": (
        r"(?:síguenos|suivez[- ]nous|folgen sie uns|folge uns|seguici|siga[- ](?:nos|o|a)|segue-nos|segueix-nos|"
        r"подпишитесь на (?:нас|наш)|мы в соцсетях|читайте нас|следите за нами|تابعونا|تابعنا|关注我们|扫码关注|"
        r"フォロー(?:する)?|हमें फ़?ॉलो करें|हमसे जुड़ें).{0,60}",
    ),
    "newsletter": (
        r"(?:suscríbe(?:te|tete|teme)|suscríbase|suscripción|suscribirse|boletín(?: \w+)?|recibe|recíbelo|"
        r"apúntate)(?:\b.{0,90})?(?<![.])|"
        r"(?:abonnez-vous|s['’]abonner|je m['’]abonne|abonnement|inscrivez-vous|recevez|notre lettre d['’]information|"
        r"lettre d['’]information|infolettre)\b.{0,90}|"
        r"(?:jetzt )?(?:abonnieren|abo|newsletter)(?: (?:abonnieren|bestellen|testen))?(?:\s?[!:].{0,60})?|"
        r"(?:melden sie sich|bestellen sie|abonnieren sie)\b.{0,90}|"
        r"(?:iscriviti|abbonati|abbonamenti|la nostra newsletter|ricevi)\b.{0,90}|(?:assine|assinar|assinaturas?|inscreva-se|"
        r"subscreva|receba|cadastre-se)\b.{0,90}|(?:subscriu-te|rep el butlletí)\b.{0,80}|"
        r"(?:подписаться|подписка|подпишитесь|рассылка|получайте)\b.{0,90}|"
        r"(?:اشترك(?:وا|ي)?|الاشتراك|النشرة (?:البريدية|الإخبارية)|احصل على)(?:\s.{0,80})?|"
        r"(?:订阅|訂閱|订阅.{1,20}|訂閱.{1,20}|邮件订阅|メルマガ(?:登録)?|ニュースレター.{0,20}|購読(?:する)?)|"
        r"(?:हमारे |हमारी )?(?:न्यूज़लेटर|न्यूजलेटर|समाचार पत्र).{0,60}|सब्सक्राइब(?: करें)?|सदस्यता लें|सदस्य बनें",
    ),
    "comments": (
        r"(?:\d[\d.,]* )?(?:comentarios?|commentaires?|kommentare?|commenti|comentários?|comentaris?|комментари(?:й|я|ев|и)|"
        r"تعليق(?:ات)?|التعليقات|评论|評論|留言|コメント|टिप्पणि(?:याँ|यां)|टिप्पणी)(?:\s*[(:：（]?\s*\d+\s*[)）]?)?|"
        r"(?:\d+ ?)?(?:条评论|則留言|件のコメント)|发表评论|コメントを(?:書く|残す)|टिप्पणी (?:करें|लिखें)|"
        r"(?:deja|dejar|escribe) (?:un comentario|una respuesta|tu comentario)|(?:laissez?|laisser|écrire) un commentaire|"
        r"(?:schreibe|schreiben sie|hinterlasse) einen kommentar|kommentar (?:schreiben|verfassen)|lascia un commento|"
        r"deixe (?:um comentário|uma resposta|o seu comentário)|(?:оставить|добавить|написать) комментарий|"
        r"(?:أضف|اترك|اكتب) (?:تعليقا?ً?|ردا?ً?)|اترك رد",
    ),
    "related-links": (
        r"(?:artículos|noticias|notas|contenidos?|temas) (?:relacionad[ao]s|recomendad[ao]s)|lo (?:más|"
        r"último)(?: (?:leído|visto|"
        r"comentado|popular))?|(?:te|le) (?:puede|podría) interesar|también te puede interesar|más noticias|más en .{1,30}|"
        r"articles (?:liés|similaires|connexes|recommandés)|(?:les )?plus (?:lus|populaires|récents)|"
        r"à lire (?:également|ensuite)|"
        r"(?:dans la|sur le) même (?:rubrique|sujet|thème)|vous aimerez aussi|"
        r"mehr zum thema|(?:am )?meist(?:gelesen|kommentiert)e?(?: artikel)?|das könnte (?:sie|dich|"
        r"ihnen) auch (?:interessieren|gefallen)|"
        r"verwandte (?:artikel|beiträge|themen)|ähnliche (?:artikel|beiträge)|weitere artikel|"
        r"(?:articoli|notizie) (?:correlati|correlate|consigliati|simili)|(?:i )?più (?:letti|visti|popolari)|"
        r"potrebbe interessarti.{0,20}|"
        r"ti potrebbe interessare|(?:artigos|notícias|conteúdos|matérias) (?:relacionad[ao]s|recomendad[ao]s)|"
        r"(?:as )?mais lid[ao]s|"
        r"(?:veja|leia) (?:também|mais)|você (?:também )?pode gostar|també et pot interessar|"
        r"(?:похожие|связанные|другие) (?:статьи|материалы|новости)|(?:самое|популярное|ещё|еще) ?(?:читаемое|"
        r"популярное|по теме)?|"
        r"(?:материалы )?по теме|вам может быть интересно|рекомендуем|читайте также|"
        r"(?:الأكثر (?:قراءة|مشاهدة|تداولا)|مقالات (?:ذات صلة|مشابهة|أخرى)|مواضيع (?:ذات صلة|مشابهة)|"
        r"أخبار ذات صلة|قد يعجبك أيضا?ً?|اقرأ أيضا?ً?)|"
        r"(?:相关|相關|推荐|推薦|热门|熱門|延伸|更多)(?:阅读|閱讀|文章|新闻|推荐|内容)|猜你喜欢|最新文章|"
        r"関連記事|おすすめ(?:記事)?|人気記事|"
        r"(?:संबंधित|सम्बन्धित|अन्य|मिलते-जुलते) (?:लेख|ख़?बरें|समाचार)|(?:सबसे (?:ज़्यादा|ज्यादा|अधिक) पढ़े गए|"
        r"ये भी पढ़ें|यह भी पढ़ें|और पढ़ें)",
    ),
    "read-more": (
        rf"(?:lee|lea|ver|véase|leer|te puede interesar|más información)(?: también| además| más)?{TARGET}|"
        rf"(?:à )?lire (?:aussi|également|notre|la suite)\b.{{0,200}}|voir aussi{TARGET}|"
        rf"(?:lesen sie|lies) (?:auch|hierzu|dazu|mehr)\b.{{0,200}}|(?:mehr zum thema|siehe auch|zum thema){TARGET}|"
        rf"(?:leggi|vedi) anche\b.{{0,200}}|approfondimento{TARGET}|(?:leia|veja|saiba|ler) (?:também|mais|"
        rf"ainda)\b.{{0,200}}|"
        rf"llegiu també\b.{{0,200}}|(?:читайте|смотрите|см\.) (?:также|ещё|еще|по теме){TARGET}|"
        rf"(?:اقرأ|اقرئي|إقرأ|شاهد|طالع)(?:وا)? (?:أيضا?ً?|المزيد|كذلك){TARGET}|"
        rf"(?:延伸阅读|延伸閱讀|相关阅读|相關閱讀|推荐阅读|点击阅读|阅读更多|另见|参见|あわせて読みたい|"
        rf"関連記事){TARGET}|阅读(?:全文|更多)|点击(?:查看|阅读).{{0,20}}|"
        rf"(?:यह|ये|इसे) भी (?:पढ़ें|देखें|पढ़िए){TARGET}|(?:और पढ़ें|पूरा पढ़ें|विस्तार से पढ़ें)(?:{TARGET})?|"
        r"leer más|lire la suite|weiterlesen|mehr lesen|continua a leggere|leggi tutto|читать (?:далее|дальше|полностью)|"
        r"اقرأ المزيد|المزيد|continuar (?:leyendo|lendo|a ler)",
    ),
    "copyright": (
        r".{0,100}(?:todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|tutti i diritti riservati|"
        r"todos os direitos reservados|tots els drets reservats|все права защищены|(?:جميع |كافة |كل )?الحقوق محفوظة|"
        r"版权所有|版權所有|著作権|無断転載|保留所有权利|सर्वाधिकार सुरक्षित|कॉपीराइट).{0,100}",
    ),
    "navigation": (
        r"inicio|portada|página principal|buscar|búsqueda|menú|iniciar sesión|regístrate|registrarse|mi cuenta|"
        r"contacto|quiénes somos|"
        r"política de (?:privacidad|cookies)|aviso legal|condiciones de uso|términos y condiciones|"
        r"volver(?: (?:arriba|al inicio|atrás))?|"
        r"siguiente|anterior|cargar más|responder|donar|haz(?:te)? (?:una donación|socio|socia)|"
        r"accueil|rechercher|recherche|se connecter|connexion|s['’]inscrire|mon compte|contact|qui sommes-nous|"
        r"mentions légales|"
        r"politique de (?:confidentialité|cookies)|conditions (?:générales|d['’]utilisation)(?: .{1,30})?|haut de page|"
        r"retour(?: (?:en haut|à l['’]accueil|à la liste))?|suivant|précédent|voir plus|répondre|faire un don|plan du site|"
        r"start|startseite|suche|suchen|menü|anmelden|einloggen|registrieren|mein konto|kontakt|über uns|"
        r"impressum|datenschutz(?:erklärung)?|"
        r"agb|nutzungsbedingungen|(?:zurück )?(?:nach oben|zur (?:übersicht|startseite))|weiter|zurück|"
        r"mehr laden|antworten|spenden|jetzt spenden|"
        r"cerca|accedi|registrati|il mio account|contatti|chi siamo|informativa (?:sulla privacy|privacy|cookie)|note legali|"
        r"termini (?:e condizioni|d['’]uso)|torna (?:su|all['’]inizio|alla home|indietro)|successivo|precedente|"
        r"carica altri|rispondi|dona ora|"
        r"início|página inicial|entrar|iniciar sessão|pesquisar|minha conta|contat?o|quem somos|sobre nós|"
        r"política de privacidade|"
        r"termos (?:de uso|e condições)|voltar(?: (?:ao topo|ao início))?|próximo|carregar mais|doar|"
        r"faça uma doação|inici|cercar|"
        r"главная(?: страница)?|поиск|меню|войти|вход|регистрация|личный кабинет|контакты|о нас|о проекте|о журнале|"
        r"политика конфиденциальности|пользовательское соглашение|правила (?:сайта|пользования)|наверх|"
        r"вернуться(?: .{1,20})?|назад|далее|вперёд|"
        r"следующая|предыдущая|показать ещё|ответить|пожертвовать|поддержать(?: (?:нас|проект|журнал))?|"
        r"(?:الصفحة )?الرئيسية|بحث|القائمة|تسجيل (?:الدخول|دخول)|تسجيل|حسابي|اتصل بنا|من نحن|سياسة الخصوصية|"
        r"شروط (?:الاستخدام|الخدمة)|"
        r"العودة(?: .{1,20})?|إلى الأعلى|التالي|السابق|رد|تبرع(?: الآن)?|عرض المزيد|"
        r"首页|首頁|搜索|搜尋|菜单|登录|登入|注册|註冊|我的账户|联系我们|聯絡我們|关于我们|關於我們|隐私(?:政策|"
        r"声明)|隱私政策|使用条款|服务条款|返回(?:顶部|首页)?|"
        r"上一篇.{0,60}|下一篇.{0,60}|加载更多|回复|捐款|ホーム|検索|メニュー|ログイン|会員登録|お問い合わせ|"
        r"プライバシーポリシー|利用規約|トップへ戻る|"
        r"होम|मुखपृष्ठ|खोजें|खोज|मेनू|मेन्यू|लॉग ?इन(?: करें)?|साइन इन(?: करें)?|रजिस्टर(?: करें)?|"
        r"संपर्क(?: करें)?|हमारे बारे में|"
        r"गोपनीयता नीति|(?:उपयोग|सेवा) की शर्तें|नियम और शर्तें|ऊपर जाएँ|वापस(?: .{1,20})?|अगला|पिछला|जवाब दें|"
        r"उत्तर दें|दान (?:करें|दें)",
    ),
    "page-data": (
        r"(?:tiempo de lectura|temps de lecture|lesezeit|lesedauer|tempo di lettura|tempo de leitura|"
        r"время чтения|وقت القراءة|مدة القراءة|"
        r"阅读时间|阅读时长|पढ़ने का समय)\s*[:：]?\s*.{1,25}|\d+ (?:мин(?:ут[аы]?|\.)?(?: чтения)?|دقائق قراءة|"
        r"दक़ीक़ा|मिनट(?: में पढ़ें)?)|约?\d+分钟(?:阅读)?|"
        r"(?:diesen )?(?:artikel|beitrag|text) (?:anhören|vorlesen)(?: lassen)?|"
        r"(?:escuchar?|écouter|anhören|ascolta|ouvir|слушать|استمع|收听|सुनें)(?: (?:el|este|l['’]|cet|diesen|"
        r"l['’]|o|este|статью|المقال|यह).{0,30})?|"
        r"(?:play|pause)?\s*\d{1,2}:\d{2}(?:\s*/\s*\d{1,2}:\d{2})?|"
        r"(?:\d[\d.,]* )?(?:visitas|vistas|lecturas|vues|aufrufe|visualizzazioni|visualizações|просмотр(?:а|ов)|"
        r"مشاهدة|阅读|次阅读|浏览)(?:\s*[:：]?\s*\d[\d.,]*)?|"
        r"(?:etiquetas|temas|mots[- ]clés|étiquettes|schlagwörter|schlagworte|themen|stichworte|tag|argomenti|"
        r"marcadores|palavras-chave|"
        r"теги|метки|темы|рубрика|وسوم|الكلمات المفتاحية|الوسوم|标签|標籤|关键词|タグ|टैग)\s*[:：].{0,200}",
    ),
}

HERE = (
    r"(?:you are here|estás aquí|está aquí|usted está aquí|está em|você está aqui|vous êtes ici|sie sind hier|"
    r"sei (?:in|qui)|ti trovi in|"
    r"вы здесь|вы находитесь здесь|أنت هنا|您(?:的位置|现在的位置|当前的位置)|当前位置|您所在的位置|आप यहाँ हैं|आप यहां हैं)"
)
HOMES = (
    r"(?:home|homepage|front page|start|startseite|inicio|portada|accueil|inici|início|página inicial|"
    r"главная|الرئيسية|首页|首頁|ホーム|होम|मुखपृष्ठ)"
)
APPEALS = (
    r"(?:apoya|apóyanos|ayúdanos|hazte (?:socio|socia|miembro)|dona|colabora|soutenez|aidez|faites un don|"
    r"devenez|unterstützen sie|"
    r"unterstütze|spenden sie|werden sie|helfen sie|sostieni|sostienici|aiutaci|dona|diventa|apoie|ajude|faça|"
    r"torne-se|contribua|doe|"
    r"поддержите|помогите|станьте|пожертвуйте|ادعم(?:وا|نا)?|تبرع(?:وا)?|ساهم(?:وا)?|كن عضوا|支持|请支持|加入|"
    r"捐助|सहयोग|हमारा साथ|समर्थन|दान)"
)
APPEALS_FOR = (
    r"(?:periodismo|donación|donaciones|soci[oa]s?\b|suscripción|newsletter|journalisme|\bdon\b|\bdons\b|abonnement|adhérent|"
    r"journalismus|spende|mitglied|abo\b|giornalismo|donazione|abbonamento|soci\b|jornalismo|doação|assinatura|assinante|"
    r"журналистик|пожертвован|подписк|подписчик|редакци|الصحافة|تبرع|اشتراك|عضوي|新闻|捐|会员|订阅|पत्रकारिता|दान|सदस्य)"
)
CREDITS = (
    r"(?:(?:foto|fotos|fotografía|fotografia|imagen|imágenes|imagem|ilustración|ilustração|illustration|photo|"
    r"photos|crédit(?:s)?(?: photo)?|"
    r"bild|bilder|grafik|immagine|illustrazione|фото|иллюстрация|صورة|الصورة|تصوير|图|图片|摄影|攝影|图源|"
    r"图片来源|写真|चित्र|तस्वीर|फ़ोटो|फोटो)\s*[:：／/©]\s*.{2,100})"
)
