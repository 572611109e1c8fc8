"""The words of tests/grammar.py: English | Spanish | French, genders behind a slash, the usual translation first."""

AGENTS = """
government | gobierno/m | gouvernement/m
committee | comité/m, comisión/f, junta/f | comité/m, commission/f
ministry | ministerio/m | ministère/m
council | consejo/m | conseil/m
office | oficina/f | bureau/m
agency | agencia/f | agence/f
company | empresa/f, compañía/f | entreprise/f, société/f
university | universidad/f | université/f
court | tribunal/m | tribunal/m
bank | banco/m | banque/f
party | partido/m | parti/m
association | asociación/f | association/f
province | provincia/f | province/f
county:counties | condado/m | comté/m
city | ciudad/f | ville/f
village | aldea/f, pueblo/m | village/m, localité/f
state | estado/m | état/m
parliament | parlamento/m | parlement/m
commission on land:commissions on land | comisión de tierras:comisiones de tierras/f | commission foncière:commissions foncières/f
team | equipo/m | équipe/f
newspaper | periódico/m, diario/m | journal/m, quotidien/m
organisation | organización/f | organisation/f
school | escuela/f | école/f
group | grupo/m | groupe/m
cooperative | cooperativa/f | coopérative/f
"""  # noqa: E501 - an entry a line

PEOPLE = """
household | hogar/m, familia/f | ménage/m, foyer/m, famille/f
farmer | agricultor/m, campesino/m | agriculteur/m, paysan/m
official | funcionario/m, responsable/m | fonctionnaire/m, responsable/m
worker | trabajador/m, obrero/m | travailleur/m, ouvrier/m
migrant | migrante/m | migrant/m
expert | experto/m, especialista/m | expert/m, spécialiste/m
minister | ministro/m | ministre/m
resident | residente/m, habitante/m | résident/m, habitant/m
author | autor/m | auteur/m
researcher | investigador/m | chercheur/m
teacher | maestro/m, profesor/m | enseignant/m, professeur/m
child:children | niño/m | enfant/m
woman:women | mujer/f | femme/f
man:men | hombre/m | homme/m
person:people | persona/f | personne/f
citizen | ciudadano/m | citoyen/m
leader | líder/m, dirigente/m | dirigeant/m
herder | pastor/m, ganadero/m | éleveur/m, berger/m
student | estudiante/m | étudiant/m
journalist | periodista/m | journaliste/m
neighbour | vecino/m | voisin/m
doctor | médico/m | médecin/m
"""

THINGS = """
relocation | reubicación/f, traslado/m, desplazamiento/m | relocalisation/f, déplacement/m, transfert/m
poverty alleviation:poverty alleviations | reducción de la pobreza/f, alivio de la pobreza/m | réduction de la pauvreté/f, allègement de la pauvreté/m
poverty:poverties | pobreza/f | pauvreté/f
policy | política/f, directriz/f | politique/f, directive/f
plan | plan/m, proyecto/m | plan/m, projet/m
programme | programa/m | programme/m
settlement | asentamiento/m, colonia/f | colonie/f, campement/m
house | casa/f, vivienda/f | maison/f, logement/m
road | carretera/f, camino/m | route/f, chemin/m
bridge | puente/m | pont/m
river | río/m | fleuve/m, rivière/f
valley | valle/m | vallée/f
mountain | montaña/f, monte/m | montagne/f, mont/m
forest | bosque/m, selva/f | forêt/f, bois/m
field | campo/m | champ/m
land | tierra/f, terreno/m | terre/f, terrain/m
soil | suelo/m | sol/m
reservoir | embalse/m, represa/f | réservoir/m, retenue/f
dam | presa/f, dique/m | barrage/m, digue/f
well | pozo/m | puits/m
subsidy | subvención/f, subsidio/m | subvention/f, aide/f
tax | impuesto/m, tasa/f | impôt/m, taxe/f
budget | presupuesto/m | budget/m
loan | préstamo/m, crédito/m | prêt/m, crédit/m
job | empleo/m | emploi/m
income | ingreso/m, renta/f | revenu/m
market | mercado/m | marché/m
price | precio/m | prix/m
harvest | cosecha/f | récolte/f
seed | semilla/f | graine/f, semence/f
crop | cultivo/m, siembra/f | culture/f
livestock:livestocks | ganado/m | bétail:bétails/m
decision | decisión/f | décision/f
report | informe/m, memoria/f | rapport/m
survey | encuesta/f, sondeo/m | enquête/f, sondage/m
law | ley/f, norma/f | loi/f, règle/f
contract | contrato/m | contrat/m
project | proyecto/m, iniciativa/f | projet/m, initiative/f
region | región/f, zona/f | région/f, zone/f
district | distrito/m | district/m
border | frontera/f, límite/m | frontière/f, limite/f
climate | clima/m | climat/m
drought | sequía/f | sécheresse/f
flood | inundación/f, crecida/f | inondation/f, crue/f
landslide | deslizamiento/m, derrumbe/m | glissement/m, éboulement/m
risk | riesgo/m, peligro/m | risque/m, danger/m
crisis:crises | crisis:crisis/f | crise/f
debt | deuda/f | dette/f
migration | migración/f, emigración/f | migration/f
right | derecho/m | droit/m
service | servicio/m | service/m
hospital | hospital/m, clínica/f | hôpital/m, clinique/f
factory | fábrica/f, planta/f | usine/f, fabrique/f
mine | mina/f | mine/f
measure | medida/f | mesure/f
problem | problema/m | problème/m
solution | solución/f, remedio/m | solution/f, remède/m
strategy | estrategia/f | stratégie/f
target | objetivo/m, meta/f | objectif/m, but/m
result | resultado/m | résultat/m
cost | costo/m, gasto/m | coût/m, dépense/f
compensation | compensación/f, indemnización/f | compensation/f, indemnité/f
training | formación/f, capacitación/f | formation/f
livelihood | sustento/m, subsistencia/f | subsistance/f
insurance | seguro/m | assurance/f
pension | pensión/f, jubilación/f | pension/f, retraite/f
photograph | fotografía/f, imagen:imágenes/f | photographie/f, image/f
map | mapa/m, plano/m | carte/f
meeting | reunión/f, encuentro/m | réunion/f, rencontre/f
agreement | acuerdo/m, convenio/m | accord/m, convention/f
conflict | conflicto/m, disputa/f | conflit/m, dispute/f
energy | energía/f | énergie/f
window | ventana/f | fenêtre/f
wall | muro/m, pared/f | mur/m
statement | declaración/f, comunicado/m | déclaration/f, communiqué/m
grassland | pastizal/m, pradera/f | prairie/f, pâturage/m
protection | protección/f, amparo/m | protection/f
reform | reforma/f | réforme/f
investment | inversión/f | investissement/m
analysis:analyses | análisis:análisis/m | analyse/f
"""  # noqa: E501 - an entry a line

ADJECTIVES = """
new | nuevo | <nouveau/nouvelle
old | antiguo | <ancien/ancienne
large | grande | <grand
small | pequeño | <petit
poor | pobre | pauvre
rich | rico | riche
rural | rural | rural
urban | urbano | urbain
local | local | local
national | nacional | national/nationale
regional | regional | régional
public | público | public/publique
private | privado | privé
economic | económico | économique
social | social | social
political | político | politique
ecological | ecológico | écologique
fragile | frágil | fragile
important | importante | important
expensive | caro | cher/chère
cheap | barato | bon marché/bon marché
safe | seguro | sûr
dangerous | peligroso | dangereux/dangereuse
difficult | difícil | difficile
necessary | necesario | nécessaire
useful | útil | utile
useless | inútil | inutile
recent | reciente | récent
annual | anual | annuel/annuelle
foreign | extranjero | étranger/étrangère
industrial | industrial | industriel/industrielle
agricultural | agrícola | agricole
traditional | tradicional | traditionnel/traditionnelle
modern | moderno | moderne
final | definitivo | définitif/définitive
legal | legal | légal
illegal | ilegal | illégal
official | oficial | officiel/officielle
temporary | temporal | temporaire
permanent | permanente | permanent
long | largo | <long/longue
deep | profundo | profond
green | verde | vert
red | rojo | rouge
dry | seco | sec/sèche
remote | remoto | lointain
poor-quality | deficiente | médiocre
voluntary | voluntario | volontaire
effective | eficaz | efficace
responsible | responsable | responsable
independent | independiente | indépendant
collective | colectivo | collectif/collective
successful | exitoso | réussi
famous | famoso | célèbre
heavy | pesado | lourd
young | joven:jóvenes | <jeune
clear | claro | clair
central | central | central
northern | septentrional | septentrional
vulnerable | vulnerable | vulnérable
"""

VERBS = """
announce | anunciar | annoncer
plan planned | planificar | planifier
visit | visitar | visiter
examine | examinar | examiner
criticise | criticar | critiquer
organise | organizar | organiser
finance | financiar | financer
create | crear | créer
abandon | abandonar | abandonner
modify | modificar | modifier
publish | publicar | publier
prepare | preparar | préparer
accept | aceptar | accepter
refuse | rechazar | refuser
present | presentar | présenter
study | estudiar | étudier
improve | mejorar | améliorer
transform | transformar | transformer
document | documentar | documenter
coordinate | coordinar | coordonner
inspect | inspeccionar | inspecter
control controlled | controlar | contrôler
respect | respetar | respecter
reform | reformar | réformer
simplify | simplificar | simplifier
sign | firmar | signer
use | utilizar | utiliser
share | compartir | partager
change | cambiar | changer
administer | administrar | administrer
occupy | ocupar | occuper
cultivate | cultivar | cultiver
prolong | prolongar | prolonger
monitor | vigilar | surveiller
consult | consultar | consulter
accompany | acompañar | accompagner
mention | mencionar | mentionner
deliver | entregar | livrer
save | salvar | sauver
repair | reparar | réparer
demand | exigir | exiger
praise | elogiar | saluer
observe | observar | observer
record | registrar | enregistrer
block | bloquear | bloquer
relocate | reubicar | relocaliser
establish | establecer | établir
choose chose chosen | elige eligen eligió eligieron elegirá elegirán elegido | choisir
build built | construye construyen construyó construyeron construirá construirán construido | construit construisent construira construiront construit
support | apoyar | soutient soutiennent soutiendra soutiendront soutenu
receive | recibir | reçoit reçoivent recevra recevront reçu
approve | aprueba aprueban aprobó aprobaron aprobará aprobarán aprobado | approuver
lose lost | pierde pierden perdió perdieron perderá perderán perdido | perd perdent perdra perdront perdu
protect | proteger | protège protègent protégera protégeront protégé
sell sold | vender | vend vendent vendra vendront vendu
destroy | destruye destruyen destruyó destruyeron destruirá destruirán destruido | détruit détruisent détruira détruiront détruit
"""  # noqa: E501 - an entry a line

VERBS_ALONE = """
work | trabajar | travailler
fail | fracasar | échouer
struggle | luchar | lutter
hesitate | dudar | hésiter
wait | esperar | patienter
resist | resistir | résister
increase | aumentar | augmenter
participate | participar | participer
continue | continúa continúan continuó continuaron continuará continuarán continuado | continuer
exist | existir | exister
"""

PLACES = """
Lanzhou Nairobi Lima Quito Dakar Hanoi Manila Jakarta Lagos Accra Bogota Cusco Oaxaca Beira Kigali Lusaka Mumbai Pune Chengdu
Xining Dunhuang Kunming Bamako Tunis Rabat Amman Beirut Sofia Varna Porto Cork Leeds Bergen Turku Tartu Gdansk
"""

GIVEN = """
Maria Li Anna Ahmed Ravi Mei John Sofia Omar Fatima Peter Elena Kofi Amina Jorge Laura Chen Aisha Tomas Nina Samuel Ines Hugo Yuki
"""  # noqa: E501 - an entry a line

FAMILY = """
Wei Duarte Okafor Sharma Zhang Novak Silva Garcia Mensah Keller Haddad Tanaka Moreau Rossi Jensen Popov Kamau Ortiz Wang Diallo
Martin Costa Berger Nguyen Mora Sato Khan Lopez Meyer Rojas
"""

SYLLABLES = """
ba be bo ca da de do fa ga go ka ke ki ko la le li lo ma me mi mo na ne no pa po ra re ri ro sa se si so ta te ti to va vi vo za zi
ban dor fel gar hen kal lin mar nor pel ras sul tan ver wil zen
"""  # noqa: E501 - an entry a line

MONTHS = """
January|enero|janvier February|febrero|février March|marzo|mars April|abril|avril May|mayo|mai June|junio|juin July|julio|juillet
August|agosto|août September|septiembre|septembre October|octubre|octobre November|noviembre|novembre December|diciembre|décembre
"""  # noqa: E501 - an entry a line
