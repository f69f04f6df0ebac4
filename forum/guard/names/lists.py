"""What names stand beside, and what looks like a name and is none: folded words (no case, no accent), by what they say."""


def words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


TITLES = words(
    "mme madame mr melle monsieur mlle mademoiselle dr docteur docteure pr professeur professeure me maitre mmes"
)
SHORT_TITLES = words("mme mlle melle mr mmes madame monsieur dr docteur")


def slips(word: str) -> set[str]:
    """What hurried hands make of a word: a letter left out, doubled, or put before its neighbour."""
    places = range(1, len(word))
    left_out = {word[:i] + word[i + 1 :] for i in places}
    doubled = {word[:i] + word[i] + word[i:] for i in places}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places if i + 1 < len(word)}
    return left_out | doubled | swapped


SLIPPED = (
    slips("madame")
    | slips("monsieur")
    | slips("mademoiselle")
    | slips("docteur")
    | words("mossieu msieur mdme mmme doc docter")
) - words("madame monsieur docteur")
CHILD = words(
    "enfant fils fille garcon fillette garconnet bebe nourrisson gamin gamine petit petite ado adolescent "
    "adolescente eleve jeune mineur mineure neveu niece petit-fils petite-fille jumeau jumelle benjamin benjamine "
    "cadet cadette aine ainee fiston filleul filleule pupille loulou louloute puce camarade enfants garcons filles "
    "jumeaux jumelles bebes neveux petits petites collegien collegienne lyceen lyceenne ecolier ecoliere "
)
RELATIVE = words(
    "mere pere maman papa mari femme epouse epoux compagnon compagne conjoint conjointe ex ex-mari ex-femme "
    "ex-compagnon ex-compagne ex-conjoint frere soeur sœur freres soeurs sœurs oncle tante tonton tata cousin "
    "cousine grand-mere grand-pere mamie mami papi papy beau-pere belle-mere beau-frere belle-sœur belle-soeur "
    "beau-fils belle-fille demi-frere demi-sœur demi-soeur parrain marraine ami amie voisin voisine copine copain "
    "nounou concubin concubine tatie tati mamy mamoune frangin frangine pote meuf copains reuf reum daron daronne "
    "usager usagere patient patiente allocataire resident residente beneficiaire locataire monsieur dame "
)
FAMILY = words("famille fratrie couple epoux consorts enfants parents jumeaux freres grands-parents")
COLLEAGUE = words("collegue collegues confrere consœur consoeur binome coequipier coequipiere")
# Whoever works with families, named by first or last name.
JOBS = words(
    "educateur educatrice educ educs referent referente juge puericultrice puericulteur infirmier infirmiere "
    "psychologue psy pedopsychiatre psychiatre medecin pediatre sage-femme assistant assistante tisf aesh avs atsem "
    "cesf aes ash directeur directrice chef cheffe cadre tuteur tutrice curateur curatrice enseignant enseignante "
    "maitresse instituteur institutrice instit prof animateur animatrice avocat avocate stagiaire apprenti "
    "apprentie moniteur monitrice veilleur veilleuse secretaire conseiller conseillere inspecteur inspectrice "
    "gendarme policier policiere greffier greffiere orthophoniste kine mandataire intervenant intervenante "
    "responsable coordinateur coordinatrice coordinatrice coordonnateur coordonnatrice technicien technicienne "
    "auxiliaire aide-soignant aide-soignante ergotherapeute psychomotricien psychomotricienne substitut procureur "
    "procureure proviseur proviseure principal principale administrateur administratrice gestionnaire benevole "
    "mediateur mediatrice interprete delegue deleguee capitaine brigadier brigadiere lieutenant adjudant "
    "commissaire major chauffeur ambulancier ambulanciere dentiste generaliste kinesitherapeute gardien gardienne "
    "concierge surveillant surveillante ambulancier agent agente logeur logeuse patron patronne proprietaire "
    "bailleur bailleresse collaborateur collaboratrice "
)
AFTER_JOB = words(
    "sociale social familiale familial specialise specialisee scolaire referent referente maternelle maternel educatif "
    "educative adjoint adjointe stagiaire principal principale traitant traitante de service secteur equipe vie"
)
BETWEEN = words(
    "aine ainee cadet cadette jumeau jumelle petit petite jeune grand grande dernier derniere fille fils garcon enfant "
    "frere sœur soeur nomme nommee prenomme prenommee appele appelee pauvre ado unique"
)
NAMED = words(
    "prenomme prenommee prenommes prenommees surnomme surnommee denomme denommee nee veuve alias certain certaine "
    "prenome prenomee surnome surnomee "
)
CALLED = words(
    "appelle appelles appele appelee appellent apelle apele apelee apel appel nomme nommee nome prenom prenon nom "
    "patronyme "
)
# « le dossier de Karim »: what belongs to one person; the first name alone decides.
OF_SOMEONE = words(
    "mere pere maman papa frere sœur soeur fils fille tante oncle grand-mere grand-pere compagnon compagne mari "
    "femme cousin cousine famille dossier placement situation anniversaire chambre referent referente educatrice "
    "educateur depart arrivee absence retour deces fugue hospitalisation audience doudou naissance copains voisin "
    "voisine prenom educ petite petit sort sortie mort accueil nounou histoire ami amie collegue copain copine "
    "parents aesh avs maitresse enfants assistante "
)
OFFICES = words(
    "ministre ministres president presidente depute deputee senateur senatrice maire prefet prefete secretaire etat "
    "ecrivain ecrivaine auteur autrice auteure philosophe sociologue historien historienne chercheur chercheuse "
    "pape roi reine saint sainte general marechal artiste chanteur chanteuse journaliste rapporteur rapporteure "
    "defenseur defenseure droits candidat candidate gouvernement cineaste anthropologue economiste poete romancier "
    "romanciere acteur actrice comedien comedienne essayiste pedagogue republique matignon elysee "
)
# What is named after somebody: streets, schools, hospitals, laws, reports.
NAMESAKES = words(
    "rue avenue av boulevard bd place square quai impasse allee allees chemin pont tour station metro gare stade "
    "gymnase salle espace parc jardin hopital hopitaux chu chr chs clinique centre fondation institut association "
    "prix loi lois rapport decret amendement plan mission commission comite methode theorie maladie syndrome test "
    "editions librairie ecole ecoles college lycee universite campus faculte foyer mecs residence maison villa cite "
    "quartier mediatheque bibliotheque theatre musee festival affaire arret jurisprudence st ste ime itep creche "
    "internat pavillon unite caserne eglise paroisse port route cours faubourg passage ordonnance circulaire projet "
    "echelle pouponniere groupe cap espaces bourse carte pass "
)
WORKS = words(
    "loi rapport ouvrage livre film article discours etude travaux these tribune œuvre pensee theorie methode "
    "pedagogie formule phrase citation mot ecrits roman documentaire idees reforme analyse texte prix statue "
)
# Whoever answers for what they do in public: quoting them harms nobody.
PUBLIC = words(
    "veil taquet macron attal castex borne bayrou barnier lecornu hollande sarkozy chirac mitterrand giscard gaulle "
    "vallaud rossignol guigou dolto montessori freinet winnicott bowlby bourdieu foucault hugo zola jaures waserman "
    "badinter kouchner sauve pompidou jospin raffarin villepin valls ayrault cazeneuve fillon juppe rocard cresson "
    "beregovoy balladur buzyn dussopt vautrin darmanin dupond-moretti taubira hedon toubon autain melenchon ruffin "
    "hidalgo pecresse delga retailleau wauquiez blum pasteur curie gandhi mandela luther stallman snowden assange "
    "lessig piketty aghion coluche belkacem vallaud-belkacem haïry hairy caubel bachelot borloo blanquer goulet "
    "bourguignon berge santiago louffok greco avenard martin-blachais casso-vicarini versini rist genevard braun "
    "pannier-runacher oudea-castera korczak deligny wallon piaget freud lacan cyrulnik perec camus sartre beauvoir "
    "weil rosenczveig nadaud kahlo brassens brel cesaire senghor fanon rabelais moliere voltaire diderot descartes "
    "prevert aubrac joliot-curie casanova gavroche thunberg poutine trump biden obama merkel teresa noel nature "
    "poucet jesus hobbes pen firmin lemaire parks ferrand philippe-ii germain-tillion tillion gouges ferre barbara "
    "goldman verlaine rimbaud baudelaire weber marx pikler loczy rousseau-jj "
)
FIGURES = frozenset(
    name.replace("_", " ")
    for name in words(
        "jean_moulin jean-jacques_rousseau edouard_philippe laurent_berger jules_ferry edouard_durand abbe_pierre "
        "jean_valjean jules_verne louise_michel gisele_halimi gisele_pelicot marcel_rufo anne_frank pierre_bourdieu "
        "sandrine_rousseau martine_aubry francois_ruffin philippe_poutou marie_curie henri_wallon aime_cesaire "
        "francoise_heritier francois_mitterrand rosa_parks bill_gates "
    )
)
# The commonest family names, for those who type without capitals.
ALSO_FIRST = words("enfants parents jumeaux freres")
FORMS = words("nom prenom patronyme")
KIN_OF = words(
    "depart deces fugue hospitalisation doudou mere pere maman papa frere sœur soeur aesh avs nounou grand-mere "
    "grand-pere tante oncle mamie papy papi anniversaire doudou prenom cousin cousine fils fille jumeau jumelle "
    "maitresse educ copain copine "
)
AFTER_OWNED = words("d' accueil")
BESIDE_OFFICE = AFTER_JOB | words(
    "delegue deleguee charge chargee europeen europeenne francais francaise premier premiere"
)
SURNAMES = words(
    "martin bernard thomas petit robert richard durand dubois moreau laurent simon michel lefebvre leroy roux david "
    "bertrand morel fournier girard bonnet dupont lambert fontaine rousseau vincent muller lefevre faure andre "
    "mercier guerin boyer garnier chevalier legrand gauthier garcia perrin robin clement morin nicolas henry "
    "roussel mathieu gautier masson marchand duval denis dumont lemaire meyer dufour meunier brun blanchard giraud "
    "joly riviere lucas brunet gaillard barbier martinez roche renard schmitt roy leroux colin vidal caron picard "
    "roger fabre aubert lemoine renaud dumas lacroix olivier bourgeois benoit rey leclerc payet rolland leclercq "
    "guillaume lecomte lopez dupuy guillot hubert berger carpentier sanchez dupuis louis deschamps huet vasseur "
    "perez boucher fleury royer klein jacquet poirier marty guyot carre renault charpentier menard maillard bertin "
    "bailly schneider fernandez collet leger bouvier prevost millet perrot daniel germain breton besson langlois "
    "pelletier leveque perrier leblanc lebrun marchal weber mallet hamon boulanger monnier michaud rodriguez "
    "guichard gillet grondin poulain tessier chevallier collin chauvin bouchet lemaitre benard humbert reynaud "
    "hoarau perret barthelemy cordier pichon lejeune gilbert lamy delaunay pasquier carlier laporte diallo traore "
    "sow keita camara coulibaly sissoko konate toure cisse ndiaye diop fofana doumbia sylla bah barry balde kone "
    "benali haddad bensaid slimani mansouri nguyen tran yilmaz kaya demir ferreira pereira costa lopes gomes silva "
    "santos rodrigues bouazza belaid saidi amrani hamdi haddou alaoui "
)
BEFORE_PLACE = words("saint sainte st ste notre-dame cap mont val port pont")
# Capitals that begin no name, wherever they stand.
STOP = words(
    "a ai ainsi alors apres au aucun aucune aujourd'hui aupres aussi autant autre autres aux avant avec beaucoup "
    "bien bonjour bref car ce ceci cela celle celles celui ces cet cette ceux chacun chacune chaque chez comme "
    "comment contre d dans de des depuis derriere dernier derniere des deux devant dix donc dont du elle elles en "
    "encore enfin ensuite entre est et etre eux fait faut grace hier huit ici il ils j jamais je jusque l la "
    "laquelle le lequel les lesquels leur leurs lors lorsque lui ma madame mais malgre me meme memes merci mes moi "
    "moins mon monsieur n ne neanmoins ni non nos notre nous nouvel nouvelle on or ou où oui par parce parfois "
    "parmi pas pendant personne peu peut plus plusieurs pour pourquoi pourtant pres presque puis puisque qu quand "
    "quant quarante quatre que quel quelle quelles quelqu'un quelque quelques quels qui quoi rien s sa sans sauf se "
    "seize selon sept ses seul seule si sinon six soit son sont sous souvent sur ta tandis tant te tel telle tes "
    "toi ton toujours tous tout toute toutes treize trente tres trois trop tu un une vers vingt voici voila vos "
    "votre vous y aide action accueil administration adoption agence aines allocation anglais angleterre annexe "
    "article assemblee assises assistance association atelier avenir avis axe bureau cabinet caisse carte cellule "
    "centre charte code college comite commission conseil constitution contrat convention cour crip credit "
    "defenseur departement departemental departementale departements direction division droit droits ecole "
    "education elysee emploi enfance enfants equipe esat etablissement etablissements etat etats europe familial "
    "familiale familiales familles federation figaro fonds foyer france francais francaise francaises general "
    "generale gouvernement groupe guide habitat haute handicap hopital insertion inspection institut internet "
    "jeunes jeunesse journal journee journees jeux justice lieu logement loi lycee mairie maison maternelle "
    "matignon medecin mission mouvement moyenne national nationale nature noel nord sud ouest est numerique objet "
    "observatoire office ordre outre-mer pacte paques parlement parquet parti pass petite petites plan pole police "
    "population poste prefecture premier premiere presse prevention principe programme projet protection "
    "prud'hommes quartier question reforme region regions rentree republique restos resto rouge sante schema "
    "section secours secteur securite senat service services siege social sociale solidarite solidarites strategie "
    "syndicat territoire travail travailleurs tribunal union urgence urgences ville vie web wikipedia world google "
    "facebook twitter microsoft apple windows linux android doctolib parcoursup pronote afrique maghreb janvier "
    "fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi "
    "vendredi samedi dimanche allemagne italie espagne belgique suisse algerie maroc tunisie turquie mali syrie "
    "ukraine afghan afghane afghanistan algerien algerienne marocain marocaine malien malienne guineen guineenne "
    "tunisien roumain roumaine ukrainien ukrainienne europeen europeenne rom roms musulman chretien juif asso sncf "
    "too poucet chaperon reporter chercheur debout verte vert bleu blanc noir signe ps pj ref tel fax mail email "
    "doleance collectif petition revendication cahier contestation nation nations unies unicef revolution "
)
ACRONYMS = words(
    "aah aap acs aed aemo aen aes aesh afp agoa alsh anesm anah apa api apl ard arja ars as ase ash asph assedic "
    "atd atsem aus avs bafa bcg bep bts ca caarud cada cadre caf caio cap capes capa cat ccas cd cdapf cdd cdaph "
    "cdi ceapsy cecei cese cesf cfa cfdt cft cftc cgc cgt chr chrs chs chu cias cidff cij civ cjm clis cmp cmpp cmu "
    "cnape cnaf cned cni cnil cnrs cpam cpe cpef cpom crip crous csapa csg css ctps cva dalf dalo dares dasen ddass "
    "ddets debats des desc dgcs dgs diu dnb dom dpi dpj dre drees dreets drh dsm dut ead ecole edf educ ehpad eje "
    "erp esat esms ess etp eu fam famille fcpe fjt fle fnath fo foj fsu gem ged gip gpec gps hlm hop html http ide "
    "igas ime imp impro insee inserm ip ipr irp irts itep its jaf jap je jo lgbt ld led maia mas mda mdph mdef mecs "
    "mie mijec mjc mlj mna mna moe nbi odpe ofii ofpra oms onaf onde onf ong onpe onu ote pacs pad pcf pcm pdf pea "
    "peac pec pjj pmi pmr pnr ppe ppms prado ps psa psg qpv ram rasa rased rer rgpd rh rib rpe rps rqth rsa rtt rvq "
    "saas samsah samu sapsad satu savs seat segpa senat sepia sessad sie siren siret siao smic sms sncf sos spip "
    "ssiad sst stemoi tasp tej tgi tisf tj tpe tv tva ude udaf uems uemo ueat ulis umd unapp unaf unicef urssaf usa "
    "utpas utas vae vih vip vpn zep zus tes tel nb nir sud solidaires unsa cnt upi fsl asll avdl cdef esms cse "
    "chsct dtpas mds msd maison cms utams umj uapp uaped bpdj opp ajap tpe cra camsp lorne eaje mam psc agep ajd "
    "ucsa pch aeeh ajpp paje cmg rsd afeama "
)
# First names that are words too: never told by themselves where a sentence begins, nor without a capital.
ALSO_WORDS = words(
    "rose pierre ange clement constance victoire prudence claire blanche olive desire aime violette marguerite "
    "capucine romain marc jade ambre perle lucie max iris melissa juste fidele celeste parfait reine merveille "
    "espoir bonte grace gloire fortune divine prince princesse patience precieux destiny line florence victoria isa "
    "benoit laurier dimitri flora sacha pascale blandine olympe cerise mai avril lou loup leo fleur nour marin "
    "marine aimee desiree germaine gracia hermine honore junior lois martial moise natale octave pape prune roman "
    "tete tresor urbain vitalie norman eden princesse "
)
# And those that are words without their capital (« il se marie », « mon beau jean »).
SMALL_WORDS = words(
    "aida anis denis manuel maya amelie aurore beata clemence dora doris fares felix florin james jasmine jean "
    "liane lino lise loulou macha maria marie marina maxime melodie mimi mina myrtille noel norman olivier oscar "
    "penda ravi regis rim rima robert rosa safe said samba seni serge stan stella tom yen hayat jad ana dan gaia "
    "elif ange eden toto lulu juju tata momo ali anta marcel jules martin ludo alex fred greg caro manu orest natal "
    "domi sana lara vera sandy "
)
# One alone of these before them, or one of `DOES` after: « avec jade », « jade a peur ».
BESIDE_NAME = words(
    "avec chez et que quand pour comme car mais puis c'est c cest contre sans selon qu' c' par"
)
POSSESSIVE = words("mon ma ton ta son sa notre votre leur mes tes ses nos vos leurs")
PLURAL = words(
    "enfants fils garcons filles bebes neveux petits petites parents collegues freres soeurs sœurs"
) - words("fils")
BEFORE_CHILD = POSSESSIVE | words("petit petite jeune cette cet")
# Names that begin another: Jean-Eudes, Marie-Bernadette.
CLAUSE = words("que qu' quand si car comme puisque et mais ou dont lorsque parce pendant depuis")
TAKEN = words(
    "place placee mis mise vu vue croise convoque deplace transfere renvoye separe emmene garde laisse retire "
    "rencontre exclu oublie envoye confie rendu sorti recu accueilli hospitalise ramene recupere accompagne pour "
    "avec sans chez contre apres selon voir revoir aider prevenir chercher cherche appeler appele rappele attend "
    "attendre eloigne promis merci "
)
# Houses, brands and services that act as people do.
HOUSES = words(
    "emmaus ikea auchan leclerc lidl carrefour mediapart telerama ameli doctolib netflix amazon samusocial coallia "
    "adoma aurore ozanam cimade apprentis covid kafka bitcoin orange samsung disney mcdo uber deliveroo airbnb "
    "excel word zoom teams mistral wikipedia wikimedia openssl wiki google github firefox linux debian mozilla "
    "creative commons openstreetmap youtube twitter paypal blabla leboncoin vinted action croix-rouge pajemploi "
    "cesu chorus solimut harmonie malakoff humanis qualtrics hadopi etalab europeana safari bluetooth javascript "
    "python unesco interpol europol schengen bercy beauvau grenelle segur matignon sauvegarde darty fnac legifrance "
    "service-public chromebook ubuntu drupal owncloud framasoft qwant cozy facebook instagram snapchat tiktok "
    "whatsapp "
)
COMPOUND = words(
    "jean marie anne pierre louis paul charles rose emma lou lily sarah marc yves luc andre francois claude"
)
REGIONS = words(
    "aude lorraine marne creuse correze mayotte guadeloupe martinique reunion guyane corse bretagne alsace savoie "
    "isere ardeche ardennes aisne allier ariege aube aveyron calvados cantal charente cher drome eure finistere "
    "gard gers gironde herault indre jura landes loire loiret lot lozere manche mayenne meuse moselle nievre oise "
    "orne rhone sarthe somme tarn var vaucluse vendee vienne vosges yonne essonne paris marseille lyon toulouse "
    "nice nantes montpellier strasbourg bordeaux lille rennes reims toulon grenoble dijon angers nimes villeurbanne "
    "clermont-ferrand brest limoges tours amiens perpignan metz besancon orleans rouen mulhouse caen nancy "
    "argenteuil montreuil roubaix tourcoing dunkerque avignon poitiers versailles pau lorient calais bobigny "
    "creteil evry cergy nanterre normandie picardie auvergne aquitaine occitanie provence champagne bourgogne "
)
# What somebody does, after a name that nothing else tells at the head of a sentence.
DOES = words(
    "a avait dort vit va attend pleure dit m'a n'a est était nous refuse demande aura veut vient n' m' s' n’ m’ s’"
)
DO = words("ont sont avaient etaient vivent habitent attendent veulent vont n' m' dorment demandent qui")
