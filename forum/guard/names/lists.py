"""What names stand beside, and what looks like a name and is none: folded words (no case, no accent),
by what they say.

First names are a modest list written here: of what is commonly heard in French services, in any generation. They serve
where nothing else tells a name (« Léa a dormi à l’hôtel », or names typed without capitals); the rest is told by shape.
"""


def words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


TITLES = words(
    "mme madame mr melle monsieur mlle mademoiselle dr docteur docteure pr professeur professeure me maitre mmes"
)
SHORT_TITLES = words("mme mlle melle mr mmes madame monsieur dr docteur")
CHILD = words(
    "enfant fils fille garcon fillette garconnet bebe nourrisson gamin gamine petit petite ado adolescent adolescente "
    "eleve jeune mineur mineure neveu niece petit-fils petite-fille jumeau jumelle benjamin benjamine cadet cadette aine "
    "ainee fiston filleul filleule pupille loulou louloute puce camarade enfants garcons filles jumeaux jumelles bebes "
    "neveux petits petites collegien collegienne lyceen lyceenne ecolier ecoliere"
)
RELATIVE = words(
    "mere pere maman papa mari femme epouse epoux compagnon compagne conjoint conjointe ex ex-mari ex-femme ex-compagnon "
    "ex-compagne ex-conjoint frere soeur sœur freres soeurs sœurs oncle tante tonton tata cousin cousine grand-mere "
    "grand-pere mamie mami papi papy beau-pere belle-mere beau-frere belle-sœur belle-soeur beau-fils belle-fille "
    "demi-frere demi-sœur demi-soeur parrain marraine ami amie voisin voisine copine copain nounou concubin concubine "
    "usager usagere patient patiente allocataire resident residente beneficiaire locataire monsieur dame"
)
FAMILY = words("famille fratrie couple epoux consorts enfants parents jumeaux freres grands-parents")
COLLEAGUE = words("collegue collegues confrere consœur consoeur binome coequipier coequipiere")
# Whoever works with families, named by first or last name.
JOBS = words(
    "educateur educatrice educ educs referent referente juge puericultrice puericulteur infirmier infirmiere psychologue "
    "psy pedopsychiatre psychiatre medecin pediatre sage-femme assistant assistante tisf aesh avs atsem cesf aes ash "
    "directeur directrice chef cheffe cadre tuteur tutrice curateur curatrice enseignant enseignante maitresse "
    "instituteur institutrice instit prof animateur animatrice avocat avocate stagiaire apprenti apprentie moniteur "
    "monitrice veilleur veilleuse secretaire conseiller conseillere inspecteur inspectrice gendarme policier policiere "
    "greffier greffiere orthophoniste kine mandataire intervenant intervenante responsable coordinateur coordinatrice "
    "coordinatrice coordonnateur coordonnatrice technicien technicienne auxiliaire aide-soignant aide-soignante "
    "ergotherapeute psychomotricien psychomotricienne substitut procureur procureure proviseur proviseure principal "
    "principale administrateur administratrice gestionnaire benevole mediateur mediatrice interprete delegue deleguee "
    "capitaine brigadier brigadiere lieutenant adjudant commissaire major chauffeur ambulancier ambulanciere dentiste "
    "generaliste kinesitherapeute gardien gardienne concierge surveillant surveillante ambulancier agent agente logeur "
    "logeuse patron patronne proprietaire bailleur bailleresse collaborateur collaboratrice"
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
    "prenomme prenommee prenommes prenommees surnomme surnommee denomme denommee nee veuve alias certain certaine"
)
CALLED = words("appelle appelles appele appelee nomme nommee prenom nom patronyme")
# « le dossier de Karim »: what belongs to one person; the first name alone decides.
OF_SOMEONE = words(
    "mere pere maman papa frere sœur soeur fils fille tante oncle grand-mere grand-pere compagnon compagne mari femme "
    "cousin cousine famille dossier placement situation anniversaire chambre referent referente educatrice educateur "
    "nounou histoire ami amie collegue copain copine parents aesh avs maitresse enfants assistante"
)
OFFICES = words(
    "ministre ministres president presidente depute deputee senateur senatrice maire prefet prefete secretaire etat "
    "ecrivain ecrivaine auteur autrice auteure philosophe sociologue historien historienne chercheur chercheuse pape roi "
    "reine saint sainte general marechal artiste chanteur chanteuse journaliste rapporteur rapporteure defenseur "
    "defenseure droits candidat candidate gouvernement cineaste anthropologue economiste poete romancier romanciere "
    "acteur actrice comedien comedienne essayiste pedagogue republique matignon elysee"
)
# What is named after somebody: streets, schools, hospitals, laws, reports.
NAMESAKES = words(
    "rue avenue av boulevard bd place square quai impasse allee allees chemin pont tour station metro gare stade gymnase "
    "salle espace parc jardin hopital hopitaux chu chr chs clinique centre fondation institut association prix loi lois "
    "rapport decret amendement plan mission commission comite methode theorie maladie syndrome test editions librairie "
    "ecole ecoles college lycee universite campus faculte foyer mecs residence maison villa cite quartier mediatheque "
    "bibliotheque theatre musee festival affaire arret jurisprudence st ste ime itep creche internat pavillon unite "
    "caserne eglise paroisse port route cours faubourg passage ordonnance circulaire projet echelle pouponniere groupe "
    "cap espaces bourse carte pass"
)
WORKS = words(
    "loi rapport ouvrage livre film article discours etude travaux these tribune œuvre pensee theorie methode pedagogie "
    "formule phrase citation mot ecrits roman documentaire idees reforme analyse texte prix statue"
)
# Whoever answers for what they do in public: quoting them harms nobody.
PUBLIC = words(
    "veil taquet macron attal castex borne bayrou barnier lecornu hollande sarkozy chirac mitterrand giscard gaulle "
    "vallaud rossignol guigou dolto montessori freinet winnicott bowlby bourdieu foucault hugo zola jaures waserman "
    "badinter kouchner sauve pompidou jospin raffarin villepin valls ayrault cazeneuve fillon juppe rocard cresson "
    "beregovoy balladur buzyn dussopt vautrin darmanin dupond-moretti taubira hedon toubon autain melenchon ruffin "
    "hidalgo pecresse delga retailleau wauquiez blum pasteur curie gandhi mandela luther stallman snowden assange lessig "
    "piketty aghion coluche belkacem vallaud-belkacem haïry hairy caubel bachelot borloo blanquer goulet bourguignon "
    "berge santiago louffok greco avenard martin-blachais casso-vicarini versini rist genevard braun pannier-runacher "
    "oudea-castera korczak deligny wallon piaget freud lacan cyrulnik perec camus sartre beauvoir weil rosenczveig "
    "nadaud kahlo brassens brel cesaire senghor fanon rabelais moliere voltaire diderot descartes prevert aubrac "
    "joliot-curie casanova gavroche thunberg poutine trump biden obama merkel teresa noel nature poucet jesus hobbes pen "
    "firmin lemaire parks ferrand philippe-ii germain-tillion tillion gouges ferre barbara goldman verlaine rimbaud "
    "baudelaire weber marx pikler loczy rousseau-jj"
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
KIN_OF = words("mere pere maman papa frere sœur soeur aesh avs nounou")
AFTER_OWNED = words("d' accueil")
BESIDE_OFFICE = AFTER_JOB | words(
    "delegue deleguee charge chargee europeen europeenne francais francaise premier premiere"
)
SURNAMES = words(
    "martin bernard thomas petit robert richard durand dubois moreau laurent simon michel lefebvre leroy roux david "
    "bertrand morel fournier girard bonnet dupont lambert fontaine rousseau vincent muller lefevre faure andre mercier "
    "guerin boyer garnier chevalier legrand gauthier garcia perrin robin clement morin nicolas henry roussel mathieu "
    "gautier masson marchand duval denis dumont lemaire meyer dufour meunier brun blanchard giraud joly riviere lucas "
    "brunet gaillard barbier martinez roche renard schmitt roy leroux colin vidal caron picard roger fabre aubert "
    "lemoine renaud dumas lacroix olivier bourgeois benoit rey leclerc payet rolland leclercq guillaume lecomte lopez "
    "dupuy guillot hubert berger carpentier sanchez dupuis louis deschamps huet vasseur perez boucher fleury royer klein "
    "jacquet poirier marty guyot carre renault charpentier menard maillard bertin bailly schneider fernandez collet "
    "leger bouvier prevost millet perrot daniel germain breton besson langlois pelletier leveque perrier leblanc lebrun "
    "marchal weber mallet hamon boulanger monnier michaud rodriguez guichard gillet grondin poulain tessier chevallier "
    "collin chauvin bouchet lemaitre benard humbert reynaud hoarau perret barthelemy cordier pichon lejeune gilbert lamy "
    "delaunay pasquier carlier laporte diallo traore sow keita camara coulibaly sissoko konate toure cisse ndiaye diop "
    "fofana doumbia sylla bah barry balde kone benali haddad bensaid slimani mansouri nguyen tran yilmaz kaya demir "
    "ferreira pereira costa lopes gomes silva santos rodrigues bouazza belaid saidi amrani hamdi haddou alaoui"
)
BEFORE_PLACE = words("saint sainte st ste notre-dame cap mont val port pont")
# Capitals that begin no name, wherever they stand.
STOP = words(
    "a ai ainsi alors apres au aucun aucune aujourd'hui aupres aussi autant autre autres aux avant avec beaucoup bien "
    "bonjour bref car ce ceci cela celle celles celui ces cet cette ceux chacun chacune chaque chez comme comment contre "
    "d dans de des depuis derriere dernier derniere des deux devant dix donc dont du elle elles en encore enfin ensuite "
    "entre est et etre eux fait faut grace hier huit ici il ils j jamais je jusque l la laquelle le lequel les lesquels "
    "leur leurs lors lorsque lui ma madame mais malgre me meme memes merci mes moi moins mon monsieur n ne neanmoins ni "
    "non nos notre nous nouvel nouvelle on or ou où oui par parce parfois parmi pas pendant personne peu peut plus "
    "plusieurs pour pourquoi pourtant pres presque puis puisque qu quand quant quarante quatre que quel quelle quelles "
    "quelqu'un quelque quelques quels qui quoi rien s sa sans sauf se seize selon sept ses seul seule si sinon six soit "
    "son sont sous souvent sur ta tandis tant te tel telle tes toi ton toujours tous tout toute toutes treize trente "
    "tres trois trop tu un une vers vingt voici voila vos votre vous y aide action accueil administration adoption "
    "agence aines allocation anglais angleterre annexe article assemblee assises assistance association atelier avenir "
    "avis axe bureau cabinet caisse carte cellule centre charte code college comite commission conseil constitution "
    "contrat convention cour crip credit defenseur departement departemental departementale departements direction "
    "division droit droits ecole education elysee emploi enfance enfants equipe esat etablissement etablissements etat "
    "etats europe familial familiale familiales familles federation figaro fonds foyer france francais francaise "
    "francaises general generale gouvernement groupe guide habitat haute handicap hopital insertion inspection institut "
    "internet jeunes jeunesse journal journee journees jeux justice lieu logement loi lycee mairie maison maternelle "
    "matignon medecin mission mouvement moyenne national nationale nature noel nord sud ouest est numerique objet "
    "observatoire office ordre outre-mer pacte paques parlement parquet parti pass petite petites plan pole police "
    "population poste prefecture premier premiere presse prevention principe programme projet protection prud'hommes "
    "quartier question reforme region regions rentree republique restos resto rouge sante schema section secours secteur "
    "securite senat service services siege social sociale solidarite solidarites strategie syndicat territoire travail "
    "travailleurs tribunal union urgence urgences ville vie web wikipedia world google facebook twitter microsoft apple "
    "windows linux android doctolib parcoursup pronote afrique maghreb janvier fevrier mars avril mai juin juillet aout "
    "septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche allemagne italie espagne "
    "belgique suisse algerie maroc tunisie turquie mali syrie ukraine afghan afghane afghanistan algerien algerienne "
    "marocain marocaine malien malienne guineen guineenne tunisien roumain roumaine ukrainien ukrainienne europeen "
    "europeenne rom roms musulman chretien juif asso sncf too poucet chaperon reporter chercheur debout verte vert bleu "
    "blanc noir signe ps pj ref tel fax mail email doleance collectif petition revendication cahier contestation nation "
    "nations unies unicef revolution"
)
ACRONYMS = words(
    "aah aap acs aed aemo aen aes aesh afp agoa alsh anesm anah apa api apl ard arja ars as ase ash asph assedic atd "
    "atsem aus avs bafa bcg bep bts ca caarud cada cadre caf caio cap capes capa cat ccas cd cdapf cdd cdaph cdi ceapsy "
    "cecei cese cesf cfa cfdt cft cftc cgc cgt chr chrs chs chu cias cidff cij civ cjm clis cmp cmpp cmu cnape cnaf cned "
    "cni cnil cnrs cpam cpe cpef cpom crip crous csapa csg css ctps cva dalf dalo dares dasen ddass ddets debats des "
    "desc dgcs dgs diu dnb dom dpi dpj dre drees dreets drh dsm dut ead ecole edf educ ehpad eje erp esat esms ess etp "
    "eu fam famille fcpe fjt fle fnath fo foj fsu gem ged gip gpec gps hlm hop html http ide igas ime imp impro insee "
    "inserm ip ipr irp irts itep its jaf jap je jo lgbt ld led maia mas mda mdph mdef mecs mie mijec mjc mlj mna mna moe "
    "nbi odpe ofii ofpra oms onaf onde onf ong onpe onu ote pacs pad pcf pcm pdf pea peac pec pjj pmi pmr pnr ppe ppms "
    "prado ps psa psg qpv ram rasa rased rer rgpd rh rib rpe rps rqth rsa rtt rvq saas samsah samu sapsad satu savs seat "
    "segpa senat sepia sessad sie siren siret siao smic sms sncf sos spip ssiad sst stemoi tasp tej tgi tisf tj tpe tv "
    "tva ude udaf uems uemo ueat ulis umd unapp unaf unicef urssaf usa utpas utas vae vih vip vpn zep zus tes tel nb nir "
    "sud solidaires unsa cnt upi fsl asll avdl cdef esms cse chsct dtpas mds msd maison cms utams umj uapp uaped bpdj "
    "opp ajap tpe cra camsp lorne eaje mam psc agep ajd ucsa pch aeeh ajpp paje cmg rsd afeama"
)
# First names that are words too: never told by themselves where a sentence begins, nor without a capital.
ALSO_WORDS = words(
    "rose pierre ange clement constance victoire prudence claire blanche olive desire aime violette marguerite capucine "
    "romain marc jade ambre perle lucie max iris melissa juste fidele celeste parfait reine merveille espoir bonte grace "
    "gloire fortune divine prince princesse patience precieux destiny line florence victoria isa benoit laurier dimitri "
    "flora sacha pascale blandine olympe cerise mai avril lou loup leo fleur nour marin marine"
)
FIRST = words(
    # France, old and young
    "adele adeline adrien agathe agnes alain alban albert alex alexandra alexandre alexia alexis alice alicia aline alix "
    "amandine ambre amelie anais andre andrea andree angelique ange anna anne anne-marie anne-sophie annick annie "
    "antoine antoinette apolline arnaud arthur aude audrey auguste augustin aurelie aurelien aurore axel axelle baptiste "
    "barbara bastien beatrice benedicte benjamin benoit bernadette bernard berthe bertrand blanche brigitte bruno "
    "camille capucine carine carla carole caroline catherine cecile cedric celeste celestine celia celine chantal "
    "charlene charles charline charlotte chloe christelle christian christiane christine christophe claire clara claude "
    "claudine clemence clement clementine cleo coralie corentin corinne cyril cyrille damien daniel daniele danielle "
    "david deborah delphine denis denise didier dimitri dominique dorian dylan edith edouard elena eleonore elisa "
    "elisabeth elise ella elodie eloise elsa emeline emilie emilien emma emmanuel emmanuelle enzo eric erika erwan "
    "esteban estelle esther ethan etienne eugenie eva evan eve evelyne fabien fabienne fabrice fanny faustine felix "
    "fernand flavie flora florence florent florian france-lise francine francis francois francoise franck frederic "
    "frederique gabin gabriel gabrielle gael gaelle gaetan gaspard genevieve geoffrey georges georgette gerald geraldine "
    "gerard germaine ghislaine gilbert gilles ginette gisele gregoire gregory guillaume gustave guy gwenaelle hector "
    "helene heloise henri henriette herve hubert hugo hugues huguette ines iris irene isabelle isaac jacky jacqueline "
    "jacques jade jason jean jean-baptiste jean-claude jean-francois jean-luc jean-marc jean-michel jean-paul "
    "jean-philippe jean-pierre jeanne jeannine jennifer jeremie jeremy jerome jessica jimmy joel joelle johan johanna "
    "jonathan jordan joris joseph josephine josette josiane joyce jules julia julie julien juliette julien justine "
    "karine kelly kenzo kevin killian kylian laetitia lara laura laure laurence laurent laurie laurine lea leana leandre "
    "lena leo leon leonie leontine leopold lilian liliane lilou lily lina line linda lionel lisa lise lison loane loic "
    "lola lou louane louis louise louison loubna luc luca lucas lucie lucien lucienne lucille ludivine ludovic lukas "
    "lydia lylou mael maelle maelys maeva magali malo manon marc marceau marcel marcelle margaux margot marguerite maria "
    "marianne marie marie-christine marie-claude marie-france marie-helene marie-jo marie-laure marie-paule marie-pierre "
    "marin marine marion marius marlene martine maryse mateo mathias mathieu mathilde mathis mathys matteo matthieu maud "
    "maurice max maxence maxime melanie melina melissa melodie melvin michael michel micheline michele mickael mila milo "
    "mireille monique morgane muriel myriam myrtille nadege nadine naomi natacha nathalie nathan nicolas nicole nina "
    "ninon noa noah noam noe noelle noemie nolan norbert oceane odette odile olivia olivier ondine oscar pablo paloma "
    "pascale patrice patricia patrick paul paula paulette pauline perrine philippe philomene pierre pierre-yves "
    "priscilla quentin rachel raphael raphaelle raymond raymonde rebecca regine regis remi remy renaud rene renee "
    "richard robert robin rodolphe rodrigue roger roland romain romane romeo romy ronan rosalie rose roxane ruben sabine "
    "sabrina sacha salome samantha samuel sandra sandrine sandy sara sarah sebastien serge servane severine simon simone "
    "solange solene sonia sophie soren stella stephane stephanie steven suzanne suzette suzie sylvain sylvie tanguy "
    "tatiana tess theo theophile therese thibault thibaut thierry thomas tiago tiffany timeo timothee tom tony tristan "
    "ugo ulysse urbain valentin valentine valerie vanessa veronique vianney victor victoria vincent violette virginie "
    "viviane wendy wilfried william xavier yann yannick yoan yoann yolande yvan yves yvette yvon yvonne zelie zoe eliott "
    "elio eline aaron eden leya livia giulia mia swann cassandra cindy dorothee gwendoline prune "
    # Maghreb, Middle East, Turkey
    "abdel abdelkader abdellah abdoul adam adem ahmed aicha aissa ali alia aliya amal amel amina amine amira amir anis "
    "anissa asma assia aya ayoub aziz aziza badr bilal bilel brahim chaima cherif dalila dina djamel djamila dounia "
    "driss farah farid farida faris fares fatiha fatima fatma fouad ghizlane habib hafsa hakim halima hamid hamza hana "
    "hanae hanane hasna hassan hayat hedi hicham hind houda houria hussein ibrahim idriss ikram ilham ilyes ilyas imad "
    "imane imen imran ines inaya ismael issam jamal jamila jasmine kader kais kamel kamelia karim karima kenza khadija "
    "khaled khalid kheira lamia latifa leila layla leyla lila lyna maissa malek malika malik manel mariam marwa marwan "
    "maryam mehdi meriem messaoud mohamed mohammed mehmet mouna mounir mourad moussa mouad mustafa mustapha myriem nabil "
    "nabila nadia nadir naima najat nassim nasser nawel nesrine noor nora nordine nour noura nourredine omar oumaima "
    "osman othmane ouassim rachid rachida rania rayan rayane reda riad rim ryad sabri safia said saida salah salim "
    "salima salma samia samir samira samy sana selim selma sihem sofia sofiane soraya souad souhila soumaya syrine tarek "
    "tarik wafa wahid walid wassim yacine yanis yasin yasmina yasmine yassine younes youssef yusuf zakaria zahra zaki "
    "zineb zohra elif emre mert aylin ayse burak deniz esra fatih hatice kemal merve sibel zeynep "
    # Sub-Saharan Africa, Antilles, Indian Ocean
    "abdoulaye adama alassane amadou aminata assa assetou astou awa bakary bintou binta boubacar boubakar cheikh coumba "
    "demba diarra djeneba djibril fanta fatou fatoumata fode hawa ibrahima idrissa issa kadi kadiatou kadidia koumba "
    "lamine lassana maimouna makan mamadou mariama mariame moctar modibo nafissatou ndeye oumar oumou ousmane rokia "
    "sadio salif salimata samba sekou seydou sira sirandou souleymane tidiane yacouba youssouf zeinab aristide blessing "
    "christ-vie chancelle dieudonne exauce grace gracia merveille naya prince princesse destiny divine fortune "
    "herve-marie josue junior kouame koffi kofi laetycia mardochee nelly nzinga patience precieux ruth stephy trésor "
    "tresor soifia naima anrafa "
    # Portugal, Spain, Italy, East, Asia
    "ana antonio beatriz bruna carlos catarina diego diogo eduardo fernando filipe francisco gabriela goncalo guilherme "
    "ines joana joao jorge jose juan luis luisa manuel manuela margarida mateus miguel nuno paulo pedro rafael ricardo "
    "rita rui sergio teresa tiago vasco giovanni marco paolo alina andrei anastasia aleksandra bogdan daria ekaterina "
    "elena florin ioana ion irina ivan jana katarina kateryna ksenia lavinia ludmila magda marek mihai milan mirela "
    "natalia nikola oksana oleg olena olga petar petra radu sergei svetlana tamara tomasz vera viktor yulia zofia artiom "
    "besnik arben drita elira valon vjosa shpresa linh minh thi mai-linh kim wei ming mei anh arjun priya kiran ravi "
    "tenzin "
    # And more of today's children, and of Brittany
    "nolwenn ewen gwenn maiwenn enora rozenn soizic gurvan titouan louna lana mya alya lya maya mayssa jenna sohan ayden "
    "jayden noham nael nahel tao malone livio lyam liam soan elya sandro jocelyne jocelyn ghislain marie-louise "
    "anne-laure marie-ange jean-louis jean-jacques jean-yves jean-noel pierre-emmanuel charles-henri elias celian tymeo "
    "kezia oriane orlane cloe clea ileana solal sohane thais thea teo timothe valentina yaelle yohan yohann ysaline wael "
    "zayn amalia lisandro lenny lenzo lorenzo mahe maxens nais nelson rosa thierno aminata josselin fleur alienor louna "
    "luna nino ethan kais kyllian nawal abdelkarim abdelaziz fatna youcef rkia zohra yamina messaouda brahima djenabou "
    "oumy khady ndiaga serigne modou pape "
    # Short forms
    "gege nico seb manu steph caro nath titi lulu juju mimi momo tonio toto isa flo alex fred greg"
)
# What somebody does, after a name that nothing else tells at the head of a sentence.
DOES = words(
    "a avait dort vit va attend pleure dit m'a n'a est était nous refuse demande aura veut vient n' m' s' n’ m’ s’"
)
DO = words("ont sont avaient etaient vivent habitent attendent veulent vont n' m' dorment demandent qui")
