"""Words that a similar text must have in common with the text it is offered for, by source language."""

from collections.abc import Mapping

# Words that turn a sentence round, or take something from it.
NEGATIONS: Mapping[str, str] = {
    "en": "not no never nor none neither nobody nothing nowhere without cannot hardly scarcely barely rarely seldom lack "
    "lacks lacked lacking fail fails failed refuse refuses refused deny denies denied except unless against few "
    "little stop stops stopped before after but only instead false wrong",
    "es": "no nunca jamás nadie nada ningún ninguno ninguna ni tampoco sin salvo excepto apenas poco pocos poca pocas contra",
    "fr": "ne n pas jamais aucun aucune personne rien ni sans sauf guère point plus non peu contre",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder noch kaum selten wenig wenige "
    "außer gegen",
    "it": "non mai nessuno nessuna niente nulla né senza tranne appena poco pochi poca poche contro",
    "pt": "não nunca jamais ninguém nada nenhum nenhuma nem sem exceto salvo pouco poucos pouca poucas contra",
}

# How sure, how allowed, how often, how many.
MODALS: Mapping[str, str] = {
    "en": "can could may might must shall should will would need needs needed ought able unable allowed allows permitted "
    "forbidden required requires has have had supposed likely unlikely perhaps maybe possibly probably certainly "
    "surely always often sometimes usually all every each some any most many more less least both either dare used "
    "going",
    "es": "puede pueden podría podrían debe deben debería deberían tiene tienen hay quizá quizás tal acaso siempre todos "
    "todas algunos algunas muchos cada más menos",
    "fr": "peut peuvent pourrait pourraient doit doivent devrait devraient faut faudrait toujours souvent tous toutes "
    "chaque quelques plusieurs plus moins",
    "de": "kann können könnte könnten darf dürfen dürfte muss müssen müsste soll sollen sollte will wollen würde würden "
    "wird werden vielleicht wohl immer oft alle jeder jede manche einige viele mehr weniger",
    "it": "può possono potrebbe potrebbero deve devono dovrebbe dovrebbero bisogna forse sempre spesso tutti tutte ogni "
    "alcuni molti più meno",
    "pt": "pode podem poderia poderiam deve devem deveria deveriam tem têm talvez sempre todos todas cada alguns muitos "
    "mais menos",
}

# Numbers, days and months in words.
NUMBERS: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion dozen dozens half halves third thirds quarter quarters first second "
    "once twice thrice double triple single fourth fifth sixth seventh eighth ninth tenth percent monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december",
    "es": "cero un uno una dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta "
    "cien ciento mil millón millones medio mitad tercio primero segundo tercero doble",
    "fr": "zéro un une deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante cent cents "
    "mille million millions demi moitié tiers premier second deuxième troisième double",
    "de": "null ein eins eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig "
    "hundert tausend million millionen halb hälfte drittel erste zweite dritte doppelt",
    "it": "zero un uno una due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta "
    "cento mille mila milione milioni mezzo metà terzo primo secondo doppio",
    "pt": "zero um uma dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta cem "
    "cento mil milhão milhões meio metade terço primeiro segundo dobro",
}

# Words that have an opposite which stands in the same place: up and down, for and against, open and shut.
OPPOSITES: Mapping[str, str] = {
    "en": "increase increases increased increasing decrease decreases decreased decreasing rise rises rose risen rising "
    "fall falls fell fallen falling grow grows grew grown growing shrink shrinks shrank shrunk shrinking gain gains "
    "gained lose loses lost win wins won raise raises raised lower lowers lowered cut cuts accept accepts accepted "
    "reject rejects rejected support supports supported oppose opposes opposed confirm confirms confirmed agree "
    "agrees agreed disagree open opens opened close closes closed shut buy buys bought sell sells sold lend borrow "
    "import imports imported export exports exported begin begins began start starts started end ends ended finish "
    "arrive arrives arrived leave leaves left enter exit push pull ban bans banned allow succeed succeeds succeeded "
    "success failure cause causes result results up down above below over under inside outside upper high higher "
    "highest low lowest big bigger large larger small smaller major minor maximum minimum strong stronger weak weaker "
    "rich richer poor poorer old older new newer young younger good better best bad worse worst cheap cheaper "
    "expensive early earlier late later first last near far north south east west right long longer short shorter hot "
    "cold wet dry heavy light man men woman women male female boy girl public private true alive dead until since "
    "from on off day night morning evening summer winter past future present absent friend enemy peace war safe "
    "dangerous easy hard difficult full empty",
    "es": "sube suben subió subieron subir baja bajan bajó bajaron bajar aumenta aumentan aumentó aumentaron aumentar "
    "disminuye disminuyen disminuyó disminuyeron disminuir crece crecen creció crecieron acepta aceptan aceptó "
    "aceptaron rechaza rechazan rechazó rechazaron apoya apoyan apoyó apoyaron opone oponen gana ganan ganó ganaron "
    "pierde pierden perdió perdieron abre abren abrió abrieron cierra cierran cerró cerraron compra compran compró "
    "compraron vende venden vendió vendieron alto alta altos altas bajo bajos bajas mayor mayores menor menores mejor "
    "mejores peor peores grande grandes pequeño pequeña pequeños pequeñas rico ricos pobre pobres viejo nuevo nueva "
    "fuerte débil legal ilegal posible imposible encima debajo dentro fuera arriba abajo hombre hombres mujer mujeres "
    "hasta desde norte sur este oeste caro barato",
    "fr": "augmente augmentent augmenté augmenter diminue diminuent diminué diminuer monte montent monté baisse baissent "
    "baissé baisser croît accepte acceptent accepté rejette rejettent rejeté refuse refusé soutient soutenu oppose "
    "opposé gagne gagné perd perdu ouvre ouvert ouverte ferme fermé fermée achète acheté vend vendu haut haute hauts "
    "hautes bas basse basses supérieur inférieur grand grande petit petite majeur mineur meilleur pire riche riches "
    "pauvre pauvres vieux nouveau nouvelle fort faible légal illégal possible impossible dessus dessous dedans dehors "
    "homme hommes femme femmes jusque depuis nord sud est ouest cher",
    "de": "steigt steigen stieg stiegen gestiegen sinkt sinken sank sanken gesunken fällt fallen fiel fielen gefallen "
    "wächst wuchs wuchsen schrumpft erhöht gesenkt senkt zunimmt abnimmt annehmen angenommen ablehnt abgelehnt "
    "unterstützt bekämpft gewinnt gewann gewonnen verliert verlor verloren öffnet geöffnet schließt geschlossen kauft "
    "kaufte verkauft verkaufte hoch hohe hohen höher niedrig niedrige niedriger oben unten obere untere groß große "
    "großen klein kleine kleinen besser schlechter beste schlimmste reich arm alt alte neu neue stark schwach legal "
    "illegal möglich unmöglich innerhalb außerhalb über unter mann frau männer frauen bis seit teuer billig nord süd",
    "it": "aumenta aumentano aumentato diminuisce diminuiscono diminuito sale salgono salito scende scendono sceso cresce "
    "crescono accetta accettato rifiuta rifiutato sostiene oppone vince vinto perde perso apre aperto chiude chiuso "
    "compra comprato vende venduto alto alta basso bassa maggiore minore migliore peggiore grande piccolo piccola "
    "ricco ricchi povero poveri vecchio nuovo forte debole legale illegale possibile impossibile sopra sotto dentro "
    "fuori uomo uomini donna donne fino nord sud est ovest",
    "pt": "aumenta aumentam aumentou aumentaram diminui diminuem diminuiu diminuíram sobe sobem subiu subiram desce descem "
    "desceu caiu caíram cresce cresceu aceita aceitou rejeita rejeitou apoia apoiou opõe ganha ganhou perde perdeu "
    "abre abriu fecha fechou compra comprou vende vendeu alto alta baixo baixa maior menor melhor pior grande pequeno "
    "pequena rico ricos pobre pobres velho novo forte fraco legal ilegal possível impossível acima abaixo dentro fora "
    "homem homens mulher mulheres até desde norte sul",
}

# Words that may begin a sentence with a capital and are no name.
PLAIN: Mapping[str, str] = {
    "en": "the a an this that these those it its he she they we you i his her their our your my there here when where while "
    "if as at in on of for from with by to and or so yet then what who which how why",
    "es": "el la los las un una unos unas este esta estos estas ese esa su sus en de por para con y o cuando donde si como",
    "fr": "le la les l un une des ce cet cette ces son sa ses leur leurs en de du d à pour par avec et ou quand où si comme "
    "il elle ils elles",
    "de": "der die das den dem des ein eine einen einem einer dies diese dieser sein seine ihr ihre in im auf an von für "
    "mit und oder wenn wo wie er sie es wir",
    "it": "il lo la i gli le l un uno una questo questa questi queste suo sua in di da per con e o quando dove se come",
    "pt": "o a os as um uma uns umas este esta estes estas seu sua em de por para com e ou quando onde se como",
}
