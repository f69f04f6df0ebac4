"""Whether a word is everyday French: what is not, beside a word that announces somebody, is their name.

The seven thousand lemmas of the carnets' list, by their stems, and the words below, which that list leaves out: short,
long, sad, inflected out of reach, or written as they sound. A slip (« pleurre », « orai ») makes no name of a common word.
"""

import re
from functools import cache
from typing import Any

from forum.guard.names.lists import words

EVERYDAY = words(
    # the small ones, and what phones make of them
    "abord afin ah aie aient ait an ans as ca cad ceu cet chai chui chuis c'est cest cetait cete cette chaque ct da "
    "daccord dak deja depui deux di dis dit dla dsl du ds eh eu eux fo foi foua fodrait gt ha hein ho hop jai jms "
    "jsp jsuis jui juste kan kand ke kel kelle ken keske ki kil kils kom koi kun la lai lan lors lui ma mai mdr "
    "meme mm moi mtn na nan ni non nn nul oh ok on ou ouai ouais oui ouf pa pas pck pcq pk pke pkoi plu plutot po "
    "pq pr pr quil quils quon quelle sa san sans sest si sinon slt soi son stp suis sur svp ta te tel tes tjr tjrs "
    "toi top tou tous tout toute tt tte tlm trop tro ui un une va vai vais vas vla voi voila vous vraiment vrmt vs "
    "vu wesh ya yen yavait zero zut etc cad info infos rdv resto apero ciné bla hui aujourd abandon abandonne "
    "accident aggrave agress agresse alcool angoisse assez attend attendre attendu autiste autisme autrement autrui "
    "bagarre battu bcp bete bien bientot blesse bobo boulot bonne bon belle beau bousille cancer casse cauchemar "
    "cogne colere coup coups crie crise dcd decede deces deja demain demerde demi dent depression desespoir "
    "detresse diabete diabetique dodo dort dors dormi douleur drogue dur dys dyslexique dyspraxique education "
    "egalement enceinte enfin epileptique epuise etrange fatigue faim fievre fou folle foutu frappe fugue grave "
    "gros grosse guerre hier handicape hospitalise hurle hyperactif isole jamais larmes loin mal malade maladie "
    "malgre malheureux malheureuse maltraite manque mauvais mechant menace mieux miserable mort morte mourir nul "
    "nulle panique peine perd perdre perdu perdus peur pire pleure pleurs plus pourquoi prison puni punie quasi "
    "seul seule souci soucis souffre souffrance soupcon suicide surdoue tape tard tard toujours trauma traumatise "
    "tres triste tue urgence viol viole violence violences violent violente vole vrai vraie "
    # verbs out of a stem's reach
    "ai aura aurait avait avaient avez avons ayant boit boivent bu connait conduit court couru craint crois croit "
    "cru devait devient devra devrait dira dirait disait disent dise disons doit doivent dois du dut ecrit ecris "
    "ecrivent entend est etait etaient ete etes etre eut fais faisait faisaient fait faite faites fallu fasse faut "
    "fera ferait feront finit fini fut fuit fuis habite ira irait iront lache lit lu lue mange met mets mettent mis "
    "mise mit naquit ne nee obtenu offre ont ouvre ouvert parle part partent parti partie passe pleut peut peux "
    "peuvent plait pouvait pourra pourrait prend prends prennent pris prise put promis recoit recu recue refait "
    "rend rends rendu repond reponds repart revient reviens revenu revenue sache sais sait savait savent sera "
    "serait seront sens sent sert soient soit sommes sont sors sort sortent sorti sortie suit suivi suivie tenu "
    "tient tiens va vaut venait venu venue verra verrai veut veux veulent vient viens viennent vis vit vivait "
    "vivent vivre voient voir vois voit vont voudrait voulait voulu voyait vue vus "
    # of services and schools
    "actuel actuelle actuellement administratif adoptif adoptive adopte aidant aidante asd autonome autonomie "
    "benevole cantine college copain copine cantoche creche dej def dossier dyspraxie ecole educateur educatrice "
    "educateurs educatif eleve etranger etrangere fac famille hopital hotel infirmier infirmiere interimaire "
    "internat lycee maternelle mater maths max mdph medecin mineur mineure nourrice ordi parent parents "
    "periscolaire prof psy psychologue psychomotricienne puericultrice referent referente reference scolaire "
    "scolarise scolarisee secretaire social sociale sociaux specialise specialisee stagiaire telephone tel tribunal "
    "trisomique tutelle veilleur vacataire remplacante remplacant titulaire contractuelle contractuel intervenante "
    "intervenant chargee charge cadre pote potes mec meuf meufs keuf keufs frangin frangine gosse gosses mome momes "
    "gamin gamine ado ados mere pere soeur frere cousin tante oncle mamie papi francais francaise arabe africain "
    "africaine algerien marocain tunisien malien afghan rom roumain guineen ivoirien ukrainien albanais syrien turc "
    "turque portugais anglais juif musulman musulmane catho noir noire blanc blanche gars fille garcon bb bebe "
    # what a thing or a time is
    "age agee ages an annee annees mois jour jours semaine matin midi soir nuit heure heures minute fois lundi "
    "mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre octobre "
    "novembre decembre rentree noel paques toussaint vacances un deux trois quatre cinq six sept huit neuf dix onze "
    "douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent mille premier premiere "
    "deuxieme troisieme quatrieme dernier derniere second seconde prochain prochaine autre autres moitie public "
    "publique prive privee unique malin maline chaud froid froide haut haute bas basse vieux vieille jeune grand "
    "grande petit petite facebook insta snap whatsapp tiktok mail mails sms email wifi web site net gmail outlook "
    "yahoo http https www com org html "
)
ENDINGS = re.compile(
    r"\w{2,}(?:ions?|ites?|iques?|ents?|ales?|eurs?|euses?|aires?|ances?|ences?|[^l]aient|rait|rais|ees?|ants?|antes?|ables?|ibles?|istes?|ismes?|ages?|ront"
    r"|issent|issait|ure?s|ives?|ifs?|elles?s|aux|iers|ieres|eres|ogues?|tes|nes|res|ques|ges)"
)
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
SLIPS = ("", "e", "t", "s", "r", "er", "d")


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("french")


@cache
def _stems() -> frozenset[str]:
    """The lemmas' stems, with their accents and without, since people write both."""
    from forum.guard.names.cut import fold
    from forum.identity.words import all_words

    lemmas = all_words()
    stems = _stemmer().stemWords([*lemmas, *(fold(lemma) for lemma in lemmas)])
    return frozenset(fold(stem) for stem in stems)


def _word(low: str) -> bool:
    return low in EVERYDAY or _stemmer().stemWord(low) in _stems()


def everyday(low: str, *, forgiving: bool = True) -> bool:
    """Whether a folded word is common French, or, to be `forgiving`, one slip away from it."""
    if "-" in low or "'" in low:
        return all(len(part) < 3 or _word(part) for part in re.split("['-]", low))
    if _word(low) or ENDINGS.fullmatch(low):
        return True
    bare, single = low.rstrip("es"), DOUBLED.sub(r"\1", low)
    if _word(bare) or _word(bare + "e") or _word(single):
        return True
    if not forgiving:
        return False
    roots = {low, single, low.replace("k", "c"), low.replace("k", "qu"), low.rstrip("stxdez") or low}
    return any(_word(root + slip) for root in roots for slip in SLIPS)
