"""The words by which French leaflets, motions and charters claim, refuse, lay down, or do something else.

Every pattern reads text passed through `fold`, which keeps offsets.
"""

import re

I = re.IGNORECASE  # noqa: E741


def fold(text: str) -> str:
    """Straight apostrophes and one inclusive dot, letter for letter, so that offsets stay true."""
    return text.translate({0x2019: "'", 0x02BC: "'", 0x2022: "·", 0x2027: "·", 0x22C5: "·"})


def words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, I | re.VERBOSE)


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEEPS_HYPHEN_AFTER = words(
    r"(?:^|-)(?:médico|psycho|socio|pédo|sous|non|vice|mi|demi|semi|ex|peut|au|par|ci|là|celui|celle|ceux|quelques?|"
    r"vingt|trente|quarante|cinquante|soixante|quatre|dix|c'est|rendez|grand|grands|franco|inter|petite?s?)$"
)
WORD_ENDING = words(
    r"(?:log|thér|path|métr|gram|pédag|nom[ie]|motric|mot(?:eur|ric)|sens)\w"
)  # psycho-logue is one word
KEEPS_HYPHEN_BEFORE = words(r"(?:nous|vous|ils?|elles?|on|t-il|t-elle|t-on|ci|là|moi|toi|même|mêmes|ce)\b")

# What "we" do when we claim; the form in -ons needs no "nous" beside it (« Nous, parents, voulons… »).
DEMAND_1P = (
    r"exigeons|demandons|réclamons|revendiquons|voulons|souhaitons|attendons|proposons|préconisons|recommandons|"
    r"sollicitons|appelons|invitons|pressons|plaidons|militons|prônons|insistons|(?:nous\s)?battons\spour|"
    r"luttons\spour|disons\s(?:oui|stop|non|assez)|avons\sbesoin|avons\sdroit|sommes\s(?:pour|favorables)"
)
REFUSE_1P = (
    r"refusons|rejetons|n'acceptons|n'accepterons|n'en\svoulons|ne\svoulons|ne\stolérons|ne\stolérerons|ne\slaisserons|"
    r"(?:nous\s)?opposons|sommes\s(?:opposé\S*|contre)|disons\s(?:non|stop|assez)|n'acceptons|ne\ssouhaitons"
)
DEMAND_3P = (
    r"exige(?:nt)?|réclame(?:nt)?|revendique(?:nt)?|demande(?:nt)?|souhaite(?:nt)?|veut|veulent|appelle(?:nt)?|"
    r"préconise(?:nt)?|propose(?:nt)?|recommande(?:nt)?|sollicite(?:nt)?|plaide(?:nt)?"
)
REFUSE_3P = (
    r"refuse(?:nt)?|rejette(?:nt)?|s'oppose(?:nt)?|n'accepte(?:nt)?|ne\sveu(?:t|lent)|(?:est|sont)\sopposée?s?|di(?:t|"
    r"sent)\s(?:non|stop)"
)
ADVERBS = (
    r"(?:\s(?:aussi|également|donc|ainsi|enfin|toutes?|tous|simplement|fermement|solennellement|collectivement|"
    r"avec\s\w+|en\soutre|de\splus|notamment|maintenant|ensemble|instamment|unanimement))*"
)
FIRST = words(rf"\b(?P<verb>(?P<refuse>{REFUSE_1P})|(?P<demand>{DEMAND_1P}))\b(?!-nous)")
ORGANISATION = (
    r"intersyndicales?|syndicats?|sections?|associations?|fédérations?|confédérations?|coordinations?|comités?|"
    r"collectifs?|unions?|ligue|mouvements?|réseaux?|plateforme|conseil\sde\s(?:la\s)?vie\ssociale|cvs|"
    r"conseil\s(?:d'école|syndical|citoyen)|assemblée(?!\snationale)|ag|signataires?|soussigné\S*|organisations?|cgt|"
    r"sud|fo|fsu|cfdt|unsa|solidaires|cftc|cfe-cgc|cnt|fcpe|peep|fnas|élu\S*\sdu\spersonnel|représentant\S*|délégué\S*|"
    r"adhérent\S*|bénévoles|participant\S*|groupe"
)
PEOPLE = (
    r"salarié\S*|personnels?|agents?|agentes|équipes?|travailleu\S+|professionnel\S*|éduca\S+|assistant\S*|parents?|"
    r"familles?|mères|pères|usag\S+|résident\S*|habitant\S*|locataires?|jeunes|enfants|élèves|étudiant\S*|"
    r"personnes\s(?:accompagnées|concernées|accueillies)|citoyen\S*|soignant\S*|infirmi\S+|puéricultrices|sages-femmes|"
    r"médecins|psychologues|enseignant\S*|aides\S*|mineur\S*|femmes|voisin\S*"
)
THIRD = words(
    rf"(?:^|[,;]\s|\b(?:aussi|ainsi|enfin|pourquoi|donc|et)\s)(?:toutes?\s|tous\s)?(?:l'|l[ea]s?\s|nos\s|notre\s|mes\s|"
    rf"leurs?\s|des\s|les\s)?(?:\d+\s|deux\s|trois\s)?(?:(?P<org>{ORGANISATION})|(?P<people>{PEOPLE}))\b"
    rf"(?P<between>[^.;:!?«»]{{0,140}}?)\s(?P<verb>(?P<refuse>{REFUSE_3P})|(?P<demand>{DEMAND_3P}))\b"
)
BETWEEN_NOT = words(
    r"\b(?:qui|que|dont|où|nous|leur|lui|vous|se|et\sle|et\sla\sdirection|à\squi|on|quand|si)$|\b(?:qui|que|dont|"
    r"à\squi)\s"
)
ACRONYM_ORG = re.compile(
    r"^(?:L[ea]s? |L')?(?P<name>[A-Z][A-Z0-9.'-]+)(?P<between>(?: [^\s.;:!?«»,]+){0,3}) (?P<verb>(?P<refuse>refuse|"
    r"rejette|s'oppose)|(?P<demand>exige|réclame|revendique|demande))\b"
)
INSTITUTION_ACRONYMS = listed("""
    ARS CAF CPAM MDPH ASE PJJ ONPE HAS IGAS DGCS CNAM CNAF DRH DASES URSSAF CNSA CCAS DDETS DREETS MSA CARSAT
""")
ALONE = words(
    rf"^(?P<verb>(?P<refuse>{REFUSE_3P}|refusons|rejetons)|(?P<demand>{DEMAND_3P}|{DEMAND_1P}))\s(?:que\b|qu'|de\b|d'|"
    rf"des?\b|du\b|l'|l[ea]s?\b|une?\b|à\b|aux?\b|solennellement|fermement|instamment|également)"
)
ON = words(
    r"\b(?P<verb>(?P<refuse>on\s(?:refuse|n'accepte|ne\sveut)(?:\s(?:plus|pas))?)|(?P<demand>on\s(?:exige|réclame|"
    r"revendique)|on\sveut(?=\s(?:des|un|une|du|de\sl|de\sla|le\s\w+|la|les|que|pouvoir|être|vivre|travailler|plus)\b)|"
    r"on\sveut(?=\s(?:qu'|l'))))\b(?!\sde\snous)"
)
I_CLAIM = words(
    r"(?:^|[,]\s|pourquoi\s)(?P<verb>je\s(?:(?P<refuse>refuse|m'oppose|ne\sveux\splus)|(?P<demand>demande|exige|"
    r"réclame|revendique|veux\sque)))\b"
)
NOMINAL = words(
    r"^(?P<verb>(?:notre|nos|une\sseule|la|les|deux|trois)\s(?:\w+\s)?(?P<demand>revendications?|exigences?|demandes?|"
    r"propositions?|priorités?|mots?\sd'ordre)[^:.!?]{0,50}?(?:\s?:|\s(?:est|sont)(?=\s(?:que|de|l|un|des|"
    r"d'))))\s*(?=\S)"
)

# A claiming verb that claims nothing.
SUBORDINATES = words(
    r"(?:\b(?:que|quand|lorsque|si|où|dont|comme|puisque|dès\sque|car\ssi|à\squi|auxquel\S+)\s|\b(?:lorsqu|qu|"
    r"puisqu)')(?:tous\s|toutes\s)?$"
)
WHAT_WE_WANT = words(r"^(?:voilà\s|tout\s)?ce\sque\s$")
IDLE = words(
    r"\s(?:bien\s(?!que)|croire|dire|parler|rappeler|remercier|saluer|témoigner|informer|alerter|souligner|"
    r"savoir\s(?:si|quand)|pourquoi|comment|si\s|parfois|souvent|pardon|depuis\stoujours|pas\sl'aumône|"
    r"pas\sla\s(?:lune|charité)|(?:la\s)?bienvenue|bonne|toujours\s(?:une|la|sa)\sréponse|encore|des\s(?:mois|semaines|"
    r"heures|années)|expliquer|partager|montrer|préciser|de\snos\snouvelles)"
)
NOT_CLAIMED = words(
    r"\bne\s(?:vous\s|leur\s|lui\s)?(?:demand|exige|réclam|revendiqu|propos)\S*\s(?:pas|rien|plus)\b"
)
WAITS = words(r"attendons\s(?!que\b|qu'|de\b|d'|du\b|l'|un[e]?\b|des\s(?!mois|sem|heu|ann))")
APPEAL = words(
    r"\b(?:(?:à\s(?:la|une|toute)\s|en\s)?grève|manifest\w+|rassembl\w+|mobilis\w+|particip\w+|rejoindre|venir\b|"
    r"soutenir|sign(?:er|ez)|boycott\w*|se\sjoindre|nous\srejoindre|débray\w+|diffuser|relayer|assemblée\sgénérale|"
    r"lutter|résister|s'organiser|se\ssyndiquer|y\s(?:être|aller|participer|venir)|voter\spour\snos)\b"
)

# Claims with no claiming verb: they count where they open a block, or under a heading of claims.
WEAK_REFUSAL = words(
    r"^(?:stop|non|halte|assez|ras[\s-]le[\s-]bol|fini|finis?\sles|à\sbas|basta)\s(?:à|au|aux|de|du|des|d'|"
    r"l[ea]s?)(?:\b|(?<='))|^(?:stop|non|halte)\s?!|^plus\sjamais\b|^plus\s(?:un|une|aucun|aucune)\s(?!.*\b(?:ne|n')\b)"
    r"|^n(?:e\s|')(?!hésit|oubli|rest|lâch|rat|manqu)(?:nous\s|les\s)?\w+ez\b(?:-\w+)?\s(?:pas|plus|jamais)|"
    r"^contre\s(?:l'|l[ea]s?\s|tou)|^zéro\s\w+|^(?:pas|plus)\sde\s\w+.*\bsans\b|^cess(?:ez|ons)\s|^arrêt(?:ez|ons)\s"
)
WEAK_CLAIM = words(
    r"^oui\s(?:à|au|aux)\b|^place\s(?:à|aux?)\b|^vivement\b|^pour\sque\s[^,]+!$|^droit\s(?:à|au|aux)\b.*!$"
)
IMPERATIVE = words(
    r"^(?:et\s|alors\s,?|s'il\svous\splaît,?\s)?(?:(?P<verb>\w+ez)(?:-\w+)*|rendez-nous|(?P<faites>faites|dites))\b"
)
NO_ORDER = listed("""
    chez assez nez rez venez rejoignez signez participez soutenez diffusez partagez contactez écrivez mobilisez
    syndiquez retrouvez appelez prenez adhérez lisez votez scannez cliquez consultez suivez inscrivez organisez
    imaginez sachez voyez regardez savez parlez apportez passez restez remplissez envoyez téléphonez découvrez notez
    pensez essayez figurez croyez avez aidez relayez faites dites collez affichez demandez exigez refusez tenez êtes
    pouvez devez voulez allez imprimez renvoyez retournez déposez rencontrez discutez choisissez gardez munissez
    préparez vérifiez abonnez interpellez comptez revendiquez défendez unissez rassemblez luttez débrayez
""")
IL_FAUT = words(
    r"^(?:(?:alors|donc|aussi|enfin|pour\s[^,.!?]{3,120},|face\s[^,.!?]{3,80},|et|mais)\s)?il\s(?:nous\s|"
    r"leur\s)?faut\s?(?:donc\s|aussi\s|également\s|enfin\s|maintenant\s|d'urgence\s|absolument\s|:\s)?(?P<object>\S+)"
)
FAUT_NOT = words(
    r"(?:attendre|compter|savoir|dire|rappeler|reconnaître|voir|patienter|croire|ajouter|noter|souligner|avouer|"
    r"admettre|comprendre|parfois|souvent|désormais|aujourd|en|s|se|nous|lutter|parcourir|encore|près|plus\sd|faire|"
    r"\d+|deux|trois|quatre|six|dix|douze)\b"
)
FAUT_TELLS = words(
    r"\b(?:à\s)?chaque\sfois\b|\bparfois\b|\bsouvent\b|\ben\smoyenne\b|\bpour\s(?:obtenir|avoir)\s(?:un\srendez|"
    r"une\s(?:place|réponse|visite))|\b(?:heures?|minutes|kilomètres|km|semaines|mois)\b[^,]*\s(?:pour|avant|jusqu)\b"
)
REPORTED = words(
    r"[»,]\s(?:a\s|ont\s|avait\s|avaient\s)?(?:dit|disent|disait|disaient|répèt\w+|clam\w+|lanc\w+|scand\w+|répond\w*|"
    r"répét\w+|expliqu\w+|affirm\w+|cri\w+|déclar\w+|prétend\w*)\b"
)
FAUT_OURSELVES = words(r"\bil\s(?:nous|leur)\sfaut\s(?:nous|\w+(?:er|ir|oir|re)\b)")
IMPERSONAL = words(
    r"^(?:[^,.:]{3,80},\s)?il\s(?:est|devient|serait)\s(?:urgent|indispensable|nécessaire|impératif|essentiel|temps|"
    r"vital|primordial)(?:\set\s\w+)?\s(?:de\s(?!nous\b|faire\sadmettre|\.|…)|d'|que\s(?!nous\snous\b)|qu')|"
    r"^il\sconvient\s(?:de|d')|^il\simporte\s(?:de|que)"
)
INSTITUTION = (
    r"état|gouvernement|départements?|région|mairie|maire|ville|commune|métropole|direction|employeurs?|préfecture|"
    r"préfet\S*|ministre|ministère|ars|caf|conseil\s(?:départemental|régional|municipal)|rectorat|collectivités?|"
    r"président\S*|élu\S*|pouvoirs\spublics|institutions?|hôpital|juges?|justice|bailleurs?|administration|législat\S+|"
    r"parlement|assemblée\snationale"
)
OUGHT = words(
    rf"^(?:[^,.:]{{3,60}},\s)?(?:l'|l[ea]s?\s|nos\s|notre\s|chaque\s|"
    rf"votre\s)(?:{INSTITUTION})\b[^.,;:!?]{{0,60}}?\s(?:doi(?:t|vent)|devr(?:a|ont|ait|"
    rf"aient))\s(?:\w+\s)?(?!faire\sface|payer\b)\w+(?:er|ir|re|oir)\b"
)
PASSIVE = words(
    r"\b(?:doi(?:t|vent)|devr(?:a|ont|ait|aient))\s(?:\w+\s)?(?:être|avoir|pouvoir|rester|cesser|\w+(?:er|ir|oir|re))\b"
)
ACTIONS = (
    r"ouverture|réouverture|création|arrêt|retrait|augmentation|recrutement|embauches?|titularisation|rétablissement|"
    r"maintien|abrogation|abandon|respect|reconnaissance|mise\sen\s\w+|remplacement|revalorisation|construction|"
    r"gratuité|renforcement|suppression|fin|garantie|accès|application|réduction|hausse|baisse|développement|"
    r"financement|paiement|réintégration|régularisation|publication|organisation|formation|limitation|interdiction|"
    r"égalité|moratoire|pérennisation|doublement|amélioration|versement|extension|prise\sen\s\w+|tenue|présence|droit|"
    r"annulation|généralisation|transparence|participation|relocalisation|intégration|révision|réquisition|protection|"
    r"défense|sauvegarde"
)
ACTION = words(rf"^(?:l'|l[ea]\s|les\s|un\s|une\s|des\s|d')?(?:{ACTIONS})s?\b")
FOR_ACTION = words(rf"^(?:pour|en\sfaveur\sde)\s?(?:l'|l[ea]s?\s|un\s|une\s|des\s|de\s)(?:{ACTIONS})s?\b")
SUBJECT_AFTER = words(r",\s(?:nous|l[ea]s?\s\w+|il|elle|ils|elles|on|m\.|mme)\s")
NOUNS_LIKE_VERBS = (
    r"hier|hiver|derni|premi|métier|foyer|atelier|chantier|quartier|loyer|papier|dossier|courrier|calendrier|février|"
    r"janvier|cahier|notre|votre|autre|quatre|contre|entre|outre|titre|lettre|centre|ministre|maire|avenir|loisir|"
    r"plaisir|cher|leur|offre|membre|nombre|novembre|octobre|septembre|décembre|ordre|cadre|poste"
)
INFINITIVE = words(
    rf"^(?:ne\s(?:pas|plus|jamais)\s|s'|se\s|l'|en\s|y\s)?(?!(?:{NOUNS_LIKE_VERBS})\w*\b)\w{{2,}}(?:er|ir|re|"
    rf"oir)(?:\b(?!-)|-\w+)"
)
THAT = words(r"^(?:que\s|qu')")

# Charters: what is laid down as a right.
PRINCIPLE = words(
    r"\b(?:a|ont|ai|as|avons|ayant)\s(?:le\s|un\s)?droits?\b|\bdroit\s(?:de|d'|à|au)\b|^(?:le|un)\sdroit\s|\b(?:nul|"
    r"nulle|aucun|aucune|personne)\b[^.]*\bne\s|\bn'est\sjamais\b|\b(?:doi(?:t|vent)|devr(?:a|ont)|peut|peuvent|"
    r"pourr(?:a|ont))\s|\bs'engagent?\s(?:à|envers)|\b(?:est|sont)\s(?:tenu|garanti|assuré|reconnu|inviolable|libre)"
)
EVERYONE = words(r"^(?:tou(?:t|te|s|tes)|chaque|chacun\w*|quiconque|nul|nulle|les?|la|l'|un|une)\b")
CHARTER = words(
    r"\bchartes?\b|\bdéclaration\s(?:universelle\s)?des?\s(?:nos\s)?droits|^nos\sdroits|^(?:les\s)?droits\sd|"
    r"\bnos\sprincipes|^principes"
)

# Headings and leads.
WANT = r"voulons|demandons|exigeons|attendons|proposons|réclamons|revendiquons|refusons|souhaitons|défendons|préconisons"
BARE_LEAD = words(
    rf"^(?:c'est\spourquoi,?\s|ensemble,?\s)?(?:nous\s(?:{WANT})|nos\s(?:revendications|exigences|demandes|"
    rf"propositions|priorités|refus)|revendications|propositions|on\s(?:veut|exige|refuse|demande)|(?:et\s)?(?:pour|"
    rf"contre))\s?:?$"
)
LEAD_HEAD = words(
    rf"\b(?:revendications?|revendicati[fv]e?s?|exigences?|doléances?|propositions)\b|^ce\s(?:que\snous\s(?:{WANT})|"
    rf"qu'il\sfaut|qu'on\sveut|que\sveulent)|^que\s(?:{WANT})-nous|^qu'exigeons-nous|\bnous\s(?:{WANT}|disons)\s?:?$|"
    rf"\b(?:nos|mes|leurs|ces|trois|quatre|cinq|six|sept|huit|dix|douze|\d+)\s(?:\w+\s)?(?:demandes|mesures|priorités|"
    rf"besoins|urgences|objectifs|solutions|refus|conditions|points)\b|^(?:mesures|demandes|solutions)\b|"
    rf"\bmotifs?\sde\sla\sgrève|^on\s(?:veut|exige|refuse)\s?:?$|\bmandats?\b"
)
LEAD_LINE = words(
    rf"\b(?:{WANT}|appelons|disons|avons\sbesoin|attendons)\b[^.!?]*:$|\b(?:exige(?:nt)?|réclame(?:nt)?|"
    rf"revendique(?:nt)?|demande(?:nt)?|veu(?:t|lent))\b[^.!?]*:$"
    r"|\b(?:pour|contre)\s?:$|\bil\s(?:\w+\s)?faut\b[^.!?]*:$|\bil\sest\s(?:urgent|indispensable|nécessaire|temps|"
    r"impératif)\b[^.!?]*:$|^(?:en\sconséquence|à\sce\stitre|par\sconséquent|cela\s(?:passe|suppose))\b.*:$|"
    r"\b(?:revendications|exigences|demandes|priorités|propositions)\b[^.!?]*:$|\b(?:refus(?:ons|e|ent)|"
    r"s'oppose(?:nt)?)\b[^.!?]*:$|\bdoi(?:t|vent)(?:\s\w+)?\s?:$"
)
LEAD_REFUSES = words(
    r"\b(?:refus(?:ons|e|ent)?|contre|rejetons|(?:nous\s)?opposons|ne\svoulons\splus|n'acceptons)\b[^.!?]*:?$"
)
CLOSES = words(
    r"\b(?:constats?|contexte|pourquoi|qui\ssommes|contacts?|signataires|signatures?|rendez-vous|agenda|calendrier|"
    r"(?<!d')agir|mobilis\w+|rejoi\w+|soutenir|venez|mentions?|sources?|notes|annexes?|témoignages?|préambule|"
    r"état\sdes\slieux|ce\squi\sse\spasse|ce\sque\snous\s(?:vivons|constatons|voyons|subissons|observons)|chiffres|"
    r"rappels?|historique|dates?|infos?|informations?|manifest\w+|rassembl\w+|grève\sle|assemblée\sgénérale|comment|"
    r"que\sfaire|participez|signez|bibliographie|remerciements|à\slire|la\spresse|ils\sont\sdit|la\sréponse|"
    r"nos\sactions|obtenu|acquis|victoires|gagné|pratique|où\sen\s)\b|\b(?:soient|seront)\s(?:entend|pris)"
)
OBSERVES = words(
    r"\b(?:constat\w*|considérant|vu|rappel\w*|dénonç\w*|dénoncent|observ\w*|subiss\w*|vivons|voyons|exemples?|"
    r"remerci\w*|présents?|signataires|avec\sle\ssoutien\sde|résultats?|conséquences?|aujourd'hui|contacts?|programme|"
    r"déroulé|horaires|bilan|chiffres|dates|agir|répond\w*|sav(?:ez|ons)|raisons|dit|répète|impose\w*|promet\w*|"
    r"promis)\b[^.!?]*:$"
)
CONTINUES = words(r"^(?:pour|sur|en\b|concernant|du\scôté|côté|à\sl|au\s|aux\s|dans|chez|vis-à-vis|avec)")

# What is neither: the reasons printed beside a sentence left out.
TELLS = words(
    r"^(?:aujourd'hui|actuellement|en\s(?:19|20)\d\d|depuis|car\b|parce\sque|ainsi,|or\b|exemples?\b|par\sexemple|"
    r"n\.?b\.?\b|rappel|en\seffet|résultat|à\stitre|considérant|vu\s|attendu|remerci|en\s\w+\sans\b|c'est\sainsi)"
)
CONTACT = words(
    r"[\w.+-]+@[\w-]+\.\w|\(?arobase\)?|https?://|www\.|(?:\b0\d|\+33\s?\d)(?:[\s.-]?\d\d){4}\b|\btél\.|^contacts?\b|"
    r"^(?:nous\s)?(?:écrire|joindre)\b.*:"
)
LEGAL = words(
    r"ne\spas\sjeter|imprim(?:é|erie)|^imp\.|\bipns\b|conception\s(?:graphique|:)|^illustrations?\b|^impression\b|"
    r"^(?:crédits?\s)?(?:photos?|dessins?|légende|image)\b|^\[image|directeur\sde\s(?:la\s)?publi|"
    r"directrice\sde\s(?:la\s)?publi|\bsiret\b|\brgpd\b|données\spersonnelles|dépôt\slégal|droits\sréservés|"
    r"licence\s(?:cc|libre)|©|association\sloi\s1901|^adopté|^fait\sà\b|^voté"
)
EVENT = words(
    r"^(?:toutes?\set\stous\s)?.{0,40}\b(?:rassemblements?|rendez-vous|manifestations?|manif|assemblée\sgénérale|ag|"
    r"réunions?|grève|départ|cortège|pique-nique|débrayage|journée)\b.{0,60}(?:\b\d{1,2}\s?h(?:\d\d|eures?)?\b|"
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|\ble\s\d{1,2}(?:er)?\s\w+)|^(?:le\s)?(?:lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche)\s\d|^(?:à\s)?\d{1,2}\s?h(?:\d\d)?\b"
)
