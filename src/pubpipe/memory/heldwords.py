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
