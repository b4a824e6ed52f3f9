"""Sentences of the field with faithful translations into German and Arabic; none of them may be refused.

They say the same in ways that differ: duals, compounds, separated verbs, nouns for verbs.
"""

PAIRS = [
    (
        "With two cycles of blinatumomab, two-year disease-free survival was 96.0% against 87.9%.",
        "Mit zwei Zyklen blinatumomab betrug das krankheitsfreie Überleben nach zwei Jahren 96.0% gegenüber 87.9%.",
        "مع دورتين من blinatumomab بلغ البقاء الخالي من المرض بعد سنتين 96.0% مقابل 87.9%.",
    ),
    (
        "The drug was given twice daily for two weeks.",
        "Das Arzneimittel wurde zwei Wochen lang zweimal täglich gegeben.",
        "أُعطي الدواء مرتين يوميًا لمدة أسبوعين.",
    ),
    (
        "Two hundred and nine patients were randomly assigned.",
        "Zweihundertneun Patienten wurden randomisiert.",
        "وُزّع مئتان وتسعة مرضى عشوائيًا.",
    ),
    (
        "One dose was given, and the second followed after one week.",
        "Eine Dosis wurde gegeben, und die zweite folgte nach einer Woche.",
        "أُعطيت جرعة واحدة، وتلتها الثانية بعد أسبوع واحد.",
    ),
    (
        "The two arms did not differ.",
        "Die beiden Arme unterschieden sich nicht.",
        "لم يختلف الذراعان.",
    ),
    (
        "Half of the children relapsed within two years; a third of them died.",
        "Die Hälfte der Kinder erlitt binnen zwei Jahren ein Rezidiv; ein Drittel von ihnen starb.",
        "انتكس نصف الأطفال خلال عامين، وتوفي ثلثهم.",
    ),
    (
        "Two thirds of the patients reached remission, a quarter did not.",
        "Zwei Drittel der Patienten erreichten eine Remission, ein Viertel nicht.",
        "بلغ ثلثا المرضى الهدأة، ولم يبلغها ربعهم.",
    ),
    (
        "Three quarters of the dose were given over thirty minutes.",
        "Drei Viertel der Dosis wurden über dreißig Minuten gegeben.",
        "أُعطيت ثلاثة أرباع الجرعة على مدى ثلاثين دقيقة.",
    ),
    (
        "Patients with an isolated extramedullary relapse were ineligible.",
        "Patienten mit isoliertem extramedullärem Rezidiv waren nicht teilnahmeberechtigt.",
        "لم يكن المرضى المصابون بانتكاس معزول خارج النقي مؤهلين.",
    ),
    (
        "Live vaccines are contraindicated.",
        "Lebendimpfstoffe sind kontraindiziert.",
        "يُمنع استعمال اللقاحات الحية.",
    ),
    (
        "The trial failed to show a benefit.",
        "Die Studie konnte keinen Nutzen zeigen.",
        "أخفقت التجربة في إثبات فائدة.",
    ),
    (
        "Avoid azoles during treatment with vincristine.",
        "Vermeiden Sie Azole während der Behandlung mit vincristine.",
        "تجنبوا الآزولات أثناء العلاج بدواء vincristine.",
    ),
    (
        "Omit the dose if platelets fall.",
        "Lassen Sie die Dosis weg, wenn die Thrombozyten fallen.",
        "احذفوا الجرعة إذا انخفضت الصفيحات.",
    ),
    (
        "Treatment was discontinued in 12% of patients.",
        "Bei 12% der Patienten wurde die Behandlung abgebrochen.",
        "أُوقف العلاج لدى 12% من المرضى.",
    ),
    (
        "The difference was insignificant.",
        "Der Unterschied war nicht signifikant.",
        "كان الفرق غير ذي دلالة إحصائية.",
    ),
    (
        "MRD was undetectable in half of them.",
        "Bei der Hälfte war die MRD nicht nachweisbar.",
        "لم يكن MRD قابلًا للكشف لدى نصفهم.",
    ),
    (
        "Methotrexate was given intrathecally, the other drugs by mouth.",
        "Methotrexate wurde intrathekal gegeben, die übrigen Arzneimittel per os.",
        "أُعطي Methotrexate داخل القراب، والأدوية الأخرى عن طريق الفم.",
    ),
    (
        "It is given as a subcutaneous injection, never intravenously.",
        "Es wird als subkutane Injektion gegeben, niemals intravenös.",
        "يُعطى حقنًا تحت الجلد، ولا يُعطى أبدًا في الوريد.",
    ),
    (
        "The dose is calculated per square meter of body surface, not per kilogram.",
        "Die Dosis wird je Quadratmeter Körperoberfläche berechnet, nicht je Kilogramm.",
        "تُحسب الجرعة لكل متر مربع من مساحة سطح الجسم، لا لكل كيلوغرام.",
    ),
    (
        "A thousand international units were injected intramuscularly.",
        "Es wurden tausend Internationale Einheiten intramuskulär injiziert.",
        "حُقنت ألف وحدة دولية في العضل.",
    ),
    (
        "This was a phase III trial; grade IV toxicity was rare.",
        "Es war eine Phase-III-Studie; Toxizität vom Grad IV war selten.",
        "كانت هذه تجربة من المرحلة III؛ وكانت السمية من الدرجة IV نادرة.",
    ),
    (
        "Take ½ tablet on days 1 and 2.",
        "Nehmen Sie an den Tagen 1 und 2 ½ Tablette ein.",
        "تناولوا ½ قرص في اليومين 1 و 2.",
    ),
    (
        "The trial was stopped early under a futility rule.",
        "Die Studie wurde nach einer Regel für Aussichtslosigkeit vorzeitig beendet.",
        "أُوقفت التجربة مبكرًا وفق قاعدة انعدام الجدوى.",
    ),
    (
        "An effect on event-free survival is still unknown.",
        "Eine Wirkung auf das ereignisfreie Überleben ist noch nicht bekannt.",
        "ولا يزال التأثير في البقاء بلا أحداث مجهولًا.",
    ),
    (
        "Patients with Down syndrome were excluded.",
        "Patienten mit Down-Syndrom waren ausgeschlossen.",
        "استُبعد المرضى المصابون بمتلازمة داون.",
    ),
    (
        "The interval excludes one.",
        "Das Intervall schließt die Eins aus.",
        "لا يشمل المجال القيمة واحد.",
    ),
    (
        "The second cycle began two days after the first.",
        "Der zweite Zyklus begann zwei Tage nach dem ersten.",
        "بدأت الدورة الثانية بعد الأولى بيومين.",
    ),
    (
        "Both arms received four cycles and a single infusion over two hours.",
        "Beide Arme erhielten vier Zyklen und eine einzige Infusion über zwei Stunden.",
        "تلقى كلا الذراعين أربع دورات وتسريبًا وحيدًا على مدى ساعتين.",
    ),
    (
        "Two-year overall survival and two-year event-free survival were higher.",
        "Das Zwei-Jahres-Gesamtüberleben und das ereignisfreie Überleben nach zwei Jahren waren höher.",
        "كان البقاء الكلي بعد سنتين والبقاء بلا أحداث بعد سنتين أعلى.",
    ),
    (
        "Children without an available donor were treated with chemotherapy alone.",
        "Kinder, für die kein Spender verfügbar war, wurden allein mit Chemotherapie behandelt.",
        "عولج الأطفال الذين لم يتوفر لهم متبرع بالعلاج الكيميائي وحده.",
    ),
    (
        "The donor was unrelated in 40% of transplants.",
        "Bei 40% der Transplantationen war der Spender nicht verwandt.",
        "كان المتبرع من غير الأقارب في 40% من عمليات الزرع.",
    ),
    (
        "Treatment failure was defined as lack of remission after two induction courses.",
        "Therapieversagen war definiert als fehlende Remission nach zwei Induktionszyklen.",
        "عُرّف فشل العلاج بأنه عدم بلوغ الهدأة بعد شوطين من علاج التحريض.",
    ),
    (
        "It remains uncertain whether the drug should be withheld in the absence of symptoms.",
        "Es bleibt unsicher, ob man das Mittel zurückhalten sollte, wenn Beschwerden fehlen.",
        "ويبقى من غير المؤكد هل ينبغي حجب الدواء عند غياب الأعراض.",
    ),
    (
        "Prophylaxis prevented infection in three of four patients.",
        "Die Prophylaxe verhinderte bei drei von vier Patienten eine Infektion.",
        "منعت الوقاية العدوى لدى ثلاثة من كل أربعة مرضى.",
    ),
    (
        "The first and second doses were given in the hospital.",
        "Die erste und die zweite Dosis wurden im Krankenhaus gegeben.",
        "أُعطيت الجرعتان الأولى والثانية في المستشفى.",
    ),
    (
        "The infusion runs for twenty-eight days, followed by a two-week break.",
        "Die Infusion läuft achtundzwanzig Tage, gefolgt von einer zweiwöchigen Pause.",
        "يستمر التسريب ثمانية وعشرين يومًا، تليه استراحة مدتها أسبوعان.",
    ),
    (
        "Three hundred milligrams were dissolved in two hundred milliliters.",
        "Dreihundert Milligramm wurden in zweihundert Millilitern gelöst.",
        "أُذيب ثلاثمئة مليغرام في مئتي مليلتر.",
    ),
    (
        "Two grams were given in one liter over several hours.",
        "Zwei Gramm wurden in einem Liter über mehrere Stunden gegeben.",
        "أُعطي غرامان في لتر واحد على مدى عدة ساعات.",
    ),
    (
        "The cause cannot be excluded, and a rare effect cannot be ruled out.",
        "Die Ursache ist nicht auszuschließen, und eine seltene Wirkung lässt sich nicht ausschließen.",
        "لا يمكن استبعاد السبب، ولا يمكن نفي أثر نادر.",
    ),
    (
        "Two patients died; one death was unrelated to treatment.",
        "Zwei Patienten starben; ein Todesfall hing nicht mit der Behandlung zusammen.",
        "توفي مريضان؛ ولم تكن إحدى الوفاتين مرتبطة بالعلاج.",
    ),
    (
        "Patients who were unfit for transplantation were not randomized.",
        "Patienten, die für eine Transplantation ungeeignet waren, wurden nicht randomisiert.",
        "لم يُوزَّع عشوائيًا المرضى غير اللائقين للزرع.",
    ),
    (
        "In the United States, 40% were women.",
        "In den Vereinigten Staaten waren 40% Frauen.",
        "وفي الولايات المتحدة كانت النساء 40%.",
    ),
    (
        "Protein was measured in the two laboratories between 2010 and 2014.",
        "Das Protein wurde zwischen 2010 und 2014 in den zwei Labors gemessen.",
        "قيس البروتين في المختبرين بين عامي 2010 و 2014.",
    ),
    (
        "After two months, four of the twelve children were free of disease.",
        "Nach zwei Monaten waren vier der zwölf Kinder krankheitsfrei.",
        "بعد شهرين كان أربعة من الأطفال الاثني عشر خالين من المرض.",
    ),
    (
        "It asked two things at once, and the two trials had different primary end points.",
        "Sie fragte zweierlei zugleich, und die zwei Studien hatten verschiedene primäre Endpunkte.",
        "سألت التجربة عن أمرين في آن واحد، وكانت للتجربتين نقطتا نهاية أوليتان مختلفتان.",
    ),
    (
        "Do not stop treatment without asking your team.",
        "Beenden Sie die Behandlung nicht, ohne Ihr Team zu fragen.",
        "لا توقفوا العلاج دون أن تسألوا فريقكم.",
    ),
    (
        "Oral dexamethasone was interrupted when liver enzymes rose to grade III.",
        "Orales dexamethasone wurde unterbrochen, wenn die Leberwerte auf Grad III stiegen.",
        "قُطع dexamethasone الفموي عند ارتفاع إنزيمات الكبد إلى الدرجة III.",
    ),
    (
        "The estimate is invalid, since most data are incomplete.",
        "Die Schätzung ist ungültig, da die meisten Daten unvollständig sind.",
        "التقدير غير صالح لأن معظم البيانات ناقصة.",
    ),
    (
        "Heart failure and inactive hepatitis were no reasons for exclusion.",
        "Herzinsuffizienz und eine inaktive Hepatitis waren keine Ausschlussgründe.",
        "لم يكن قصور القلب ولا التهاب الكبد غير النشط سببًا للاستبعاد.",
    ),
    (
        "Doses were given every two hours on two consecutive days.",
        "Die Gaben erfolgten alle zwei Stunden an zwei aufeinanderfolgenden Tagen.",
        "أُعطيت الجرعات كل ساعتين في يومين متتاليين.",
    ),
    (
        "The rate doubled within a year.",
        "Die Rate verdoppelte sich innerhalb eines Jahres.",
        "تضاعف المعدل خلال سنة.",
    ),
    (
        "About one in two patients with two adverse factors relapsed.",
        "Etwa einer von zwei Patienten mit zwei ungünstigen Faktoren erlitt ein Rezidiv.",
        "انتكس نحو واحد من كل مريضين لديهما عاملان غير مواتيين.",
    ),
    (
        "The trial was open-label and stopped early under a futility rule; estimates at an early stop may be "
        "too large.",
        "Die Studie war offen und wurde nach einer Futility-Regel vorzeitig gestoppt; Schätzungen bei "
        "vorzeitigem Abbruch können zu groß ausfallen.",
        "كانت التجربة مفتوحة التسمية وأُوقفت مبكرًا بموجب قاعدة عدم الجدوى؛ وقد تكون التقديرات عند التوقف "
        "المبكر أكبر من اللازم.",
    ),
    (
        "After relapse, the aim is to control leukemia that has come back; after graft failure, it is to "
        "restore blood formation.",
        "Nach einem Rezidiv geht es darum, die zurückgekehrte Leukämie zu kontrollieren; nach einem "
        "Transplantatversagen darum, die Blutbildung wiederherzustellen.",
        "بعد الانتكاس يكون الهدف السيطرة على ابيضاض الدم الذي عاد؛ وبعد فشل الطُّعم يكون الهدف استعادة تكوّن الدم.",
    ),
    (
        "In children with high-risk first relapse, one blinatumomab cycle as third consolidation led to fewer "
        "events than chemotherapy did. Early stopping makes the size of the effect uncertain.",
        "Bei Kindern mit einem Hochrisiko-Erstrezidiv führte ein Zyklus blinatumomab als dritte "
        "Konsolidierung zu weniger Ereignissen als die Chemotherapie. Der vorzeitige Abbruch macht die Größe "
        "des Effekts unsicher.",
        "لدى الأطفال المصابين بانتكاس أول عالي الخطورة، أدت دورة واحدة من blinatumomab بوصفها تدعيمًا ثالثًا "
        "إلى أحداث أقل مما أدى إليه العلاج الكيميائي. ويجعل التوقف المبكر حجم الأثر غير مؤكد.",
    ),
    (
        "The product was given once, at a dose of one million cells per kilogram.",
        "Das Produkt wurde einmalig in einer Dosis von einer Million Zellen pro Kilogramm gegeben.",
        "أُعطي المنتج مرة واحدة بجرعة مليون خلية لكل كيلوغرام.",
    ),
    (
        "Two hundred and nine patients were randomly assigned to rituximab or no rituximab; the two arms were "
        "well balanced.",
        "Zweihundertneun Patientinnen und Patienten wurden zu rituximab oder keinem rituximab randomisiert; "
        "die beiden Arme waren gut ausgewogen.",
        "وُزّع عشوائيًا مئتان وتسعة مرضى على rituximab أو بدون rituximab؛ وكان الذراعان متوازنين جيدًا.",
    ),
    (
        "Common side effects were fever, infection and low blood counts; some had confusion or seizures, "
        "which stopped when the drug was stopped.",
        "Häufige Nebenwirkungen waren Fieber, Infektionen und niedrige Blutwerte; einige hatten Verwirrtheit "
        "oder Krampfanfälle, die aufhörten, als das Mittel abgesetzt wurde.",
        "كانت الآثار الجانبية الشائعة الحمى والعدوى وانخفاض تعداد الدم؛ وعانى بعضهم التخليط أو نوبات الصرع "
        "التي توقفت عند إيقاف الدواء.",
    ),
    (
        "Dexamethasone was given before each dose to prevent cytokine release syndrome.",
        "Vor jeder Gabe wurde dexamethasone verabreicht, um einem Zytokin-Freisetzungssyndrom vorzubeugen.",
        "أُعطي dexamethasone قبل كل جرعة للوقاية من متلازمة إطلاق السيتوكينات.",
    ),
    (
        "Patients with active central nervous system disease were excluded, as were those with uncontrolled infection.",
        "Ausgeschlossen waren Patienten mit aktivem Befall des Zentralnervensystems sowie solche mit "
        "unkontrollierter Infektion.",
        "استُبعد المرضى المصابون بمرض نشط في الجهاز العصبي المركزي، وكذلك المصابون بعدوى غير مضبوطة.",
    ),
    (
        "Half were women; two in five had received two or more lines of treatment.",
        "Die Hälfte waren Frauen; zwei von fünf hatten zwei oder mehr Therapielinien erhalten.",
        "كان نصفهم من النساء، وتلقى اثنان من كل خمسة خطين علاجيين أو أكثر.",
    ),
    (
        "The median time to response was two months; the longest was over two years.",
        "Die mediane Zeit bis zum Ansprechen betrug zwei Monate; die längste über zwei Jahre.",
        "بلغ وسيط المدة حتى الاستجابة شهرين، وتجاوزت أطولها سنتين.",
    ),
    (
        "No conclusion can be drawn, since the trial lacked a control arm and two thirds of the data are missing.",
        "Es lässt sich kein Schluss ziehen, da der Studie ein Kontrollarm fehlte und zwei Drittel der Daten fehlen.",
        "لا يمكن استخلاص أي استنتاج، لأن التجربة افتقرت إلى ذراع ضابط ولأن ثلثي البيانات مفقودة.",
    ),
    (
        "Which two statements are right? Choose two.",
        "Welche zwei Aussagen treffen zu? Wählen Sie zwei.",
        "أي عبارتين صحيحتان؟ اختاروا اثنتين.",
    ),
    (
        "Intrathecal therapy was given on days 1 and 8 of the first two cycles.",
        "An den Tagen 1 und 8 der ersten beiden Zyklen wurde eine intrathekale Therapie gegeben.",
        "أُعطي العلاج داخل القراب في اليومين 1 و8 من الدورتين الأوليين.",
    ),
    (
        "Treatment continued until progression, unacceptable toxicity or withdrawal of consent.",
        "Die Behandlung wurde bis zur Progression, bis zu unzumutbarer Toxizität oder bis zum Widerruf der "
        "Einwilligung fortgesetzt.",
        "استمر العلاج حتى تفاقم المرض أو حدوث سمية غير مقبولة أو سحب الموافقة.",
    ),
    (
        "The second dose was omitted in three patients because of infection.",
        "Bei drei Patienten entfiel die zweite Dosis wegen einer Infektion.",
        "أُسقطت الجرعة الثانية لدى ثلاثة مرضى بسبب العدوى.",
    ),
    (
        "It is unclear how many were ineligible for transplantation.",
        "Wie viele für eine Transplantation nicht infrage kamen, ist unklar.",
        "ومن غير الواضح كم منهم لم يكن مؤهلًا للزرع.",
    ),
    (
        "A rise of the enzymes to more than twice the upper limit led to interruption for one week.",
        "Ein Anstieg der Enzyme auf mehr als das Doppelte des oberen Grenzwerts führte zu einer einwöchigen "
        "Unterbrechung.",
        "أدى ارتفاع الإنزيمات إلى أكثر من ضعفي الحد الأعلى إلى الانقطاع أسبوعًا واحدًا.",
    ),
    (
        "The hazard was halved in the two oldest groups.",
        "In den zwei ältesten Gruppen halbierte sich das Risiko.",
        "انخفض الخطر إلى النصف في المجموعتين الأكبر سنًا.",
    ),
    (
        "Both drugs belong to one class, and resistance to one does not predict failure of the other.",
        "Beide Mittel gehören zu einer Klasse, und eine Resistenz gegen das eine sagt kein Versagen des "
        "anderen voraus.",
        "ينتمي كلا الدواءين إلى فئة واحدة، ولا تُنبئ المقاومة لأحدهما بفشل الآخر.",
    ),
    (
        "Events were rare: one death and two relapses were recorded in twelve months.",
        "Ereignisse waren selten: Ein Todesfall und zwei Rezidive wurden in zwölf Monaten verzeichnet.",
        "كانت الأحداث نادرة: سُجّلت وفاة واحدة وانتكاسان خلال اثني عشر شهرًا.",
    ),
    (
        "The two-year rates were 64% and 52%; the difference did not reach significance.",
        "Die Zwei-Jahres-Raten betrugen 64% und 52%; der Unterschied war nicht signifikant.",
        "بلغ المعدلان بعد سنتين 64% و52%؛ ولم يبلغ الفرق حد الدلالة.",
    ),
    (
        "Infants under six months with an unfavorable genotype received an additional course.",
        "Säuglinge unter sechs Monaten mit ungünstigem Genotyp erhielten einen zusätzlichen Block.",
        "تلقى الرضع دون ستة أشهر ذوو النمط الجيني غير المواتي شوطًا إضافيًا.",
    ),
    (
        "Twenty-eight days of continuous infusion were followed by fourteen treatment-free days.",
        "Auf achtundzwanzig Tage Dauerinfusion folgten vierzehn behandlungsfreie Tage.",
        "تلت ثمانيةً وعشرين يومًا من التسريب المستمر أربعةَ عشر يومًا بلا علاج.",
    ),
    (
        "Unlike the first trial, this one was blinded.",
        "Anders als die erste Studie war diese verblindet.",
        "وخلافًا للتجربة الأولى كانت هذه التجربة معماة.",
    ),
    (
        "Ask the nurse if you cannot avoid grapefruit.",
        "Fragen Sie die Pflegekraft, wenn Sie Grapefruit nicht meiden können.",
        "اسألوا الممرضة إذا لم تستطيعوا تجنب الغريب فروت.",
    ),
    (
        "MRD became undetectable after two cycles in three quarters of the patients.",
        "Bei drei Vierteln der Patienten war die MRD nach zwei Zyklen nicht mehr nachweisbar.",
        "أصبح MRD غير قابل للكشف بعد دورتين لدى ثلاثة أرباع المرضى.",
    ),
    (
        "Their parents were told that the drug is not approved and that its long-term effects are unknown.",
        "Den Eltern wurde gesagt, dass das Mittel nicht zugelassen ist und seine Langzeitwirkungen unbekannt sind.",
        "أُبلغ الوالدان بأن الدواء غير معتمد وأن آثاره البعيدة المدى مجهولة.",
    ),
    (
        "Time points were two and four years after random assignment.",
        "Zeitpunkte waren zwei und vier Jahre nach der Randomisierung.",
        "كانت النقاط الزمنية سنتين وأربع سنوات بعد التوزيع العشوائي.",
    ),
    (
        "Survival was compared between two groups of patients who differed in two factors.",
        "Das Überleben wurde zwischen zwei Patientengruppen verglichen, die sich in zwei Faktoren unterschieden.",
        "قورن البقاء بين مجموعتين من المرضى تختلفان في عاملين.",
    ),
    (
        "The confidence interval includes one, so a difference cannot be ruled out.",
        "Das Konfidenzintervall schließt die Eins ein, ein Unterschied ist also nicht ausgeschlossen.",
        "يشمل مجال الثقة الواحد، فلا يمكن استبعاد وجود فرق.",
    ),
    (
        "Do not double the dose if you missed one.",
        "Verdoppeln Sie die Dosis nicht, wenn Sie eine vergessen haben.",
        "لا تضاعفوا الجرعة إذا نسيتم جرعة.",
    ),
    (
        "Liver failure occurred in two children, who had both received an unrelated graft.",
        "Bei zwei Kindern, die beide ein Transplantat eines Fremdspenders erhalten hatten, kam es zu Leberversagen.",
        "حدث فشل كبدي لدى طفلين تلقى كلاهما طُعمًا من متبرع غير قريب.",
    ),
    (
        "The arms of the two trials received the same drugs, but at different doses.",
        "Die Arme der beiden Studien erhielten dieselben Mittel, aber in verschiedenen Dosen.",
        "تلقت أذرع التجربتين الأدوية نفسها، ولكن بجرعات مختلفة.",
    ),
    (
        "The follow-up was too short, and late effects remain unexplored.",
        "Die Nachbeobachtung war zu kurz, und Spätfolgen sind noch unerforscht.",
        "كانت المتابعة قصيرة جدًا، ولا تزال الآثار المتأخرة غير مدروسة.",
    ),
    (
        "A phase III trial in adults found fewer grade III or IV infections with two doses.",
        "Eine Phase-III-Studie bei Erwachsenen fand mit zwei Dosen weniger Infektionen vom Grad III oder IV.",
        "وجدت تجربة من المرحلة III لدى البالغين عددًا أقل من حالات العدوى من الدرجة III أو IV مع جرعتين.",
    ),
    (
        "Survivors need lifelong follow-up; heart failure may appear after decades.",
        "Überlebende brauchen lebenslange Nachsorge; eine Herzschwäche kann sich nach Jahrzehnten zeigen.",
        "يحتاج الناجون إلى متابعة مدى الحياة؛ فقد يظهر قصور القلب بعد عقود.",
    ),
    (
        "The patient discontinued the trial after one cycle, and the team stopped all drugs.",
        "Die Patientin schied nach einem Zyklus aus der Studie aus, und das Team setzte alle Mittel ab.",
        "انسحبت المريضة من التجربة بعد دورة واحدة، وأوقف الفريق جميع الأدوية.",
    ),
    (
        "It did not fail because of the dose.",
        "Es scheiterte nicht an der Dosis.",
        "لم يفشل بسبب الجرعة.",
    ),
    (
        "The two curves separate early and stay apart for at least two years.",
        "Die beiden Kurven trennen sich früh und bleiben mindestens zwei Jahre lang getrennt.",
        "ينفصل المنحنيان مبكرًا ويبقيان منفصلين سنتين على الأقل.",
    ),
    # Sentences of abstracts, with their figures and drugs.
    (
        "In this phase 3, open-label trial, 245 adults with newly diagnosed Ph-positive ALL were randomized "
        "2:1 to ponatinib 30 mg or imatinib 600 mg once daily, each with reduced-intensity chemotherapy for "
        "20 cycles.",
        "In dieser offenen Phase-3-Studie wurden 245 Erwachsene mit neu diagnostizierter Ph-positiver ALL im "
        "Verhältnis 2:1 auf ponatinib 30 mg oder imatinib 600 mg einmal täglich randomisiert, jeweils "
        "zusammen mit einer intensitätsreduzierten Chemotherapie über 20 Zyklen.",
        "في هذه التجربة المفتوحة من المرحلة 3، وُزّع 245 بالغًا مصابًا حديثًا بابيضاض الدم الإيجابي لـ Ph "
        "عشوائيًا بنسبة 2:1 على ponatinib 30 mg أو imatinib 600 mg مرة واحدة يوميًا، مع علاج كيميائي منخفض "
        "الشدة مدة 20 دورة.",
    ),
    (
        "After a median follow-up of 20.4 months, the MRD-negative complete remission rate was 34.4% with "
        "ponatinib and 16.7% with imatinib (risk difference, 0.18; 95% CI, 0.06–0.29; P = 0.002).",
        "Nach einer medianen Nachbeobachtung von 20.4 Monaten betrug die Rate der MRD-negativen kompletten "
        "Remissionen 34.4% mit ponatinib und 16.7% mit imatinib (Risikodifferenz 0.18; 95% CI, 0.06–0.29; P ="
        " 0.002).",
        "بعد متابعة وسيطها 20.4 شهرًا بلغ معدل الهدأة الكاملة السلبية لـ MRD نسبة 34.4% مع ponatinib و16.7% "
        "مع imatinib (فرق الخطر 0.18؛ 95% CI، 0.06–0.29؛ P = 0.002).",
    ),
    (
        "Of 164 patients treated, 23 (14.0%) had veno-occlusive disease, 5 of whom died.",
        "Von 164 behandelten Patienten hatten 23 (14.0%) eine veno-okklusive Erkrankung, 5 von ihnen starben.",
        "من بين 164 مريضًا عولجوا أصيب 23 (14.0%) بداء الانسداد الوريدي، وتوفي 5 منهم.",
    ),
    (
        "Veno-occlusive disease occurred in 23 of 164 patients (14.0%) given inotuzumab ozogamicin and in 3 "
        "of 143 (2.1%) given standard therapy.",
        "Eine veno-okklusive Erkrankung trat bei 23 von 164 Patienten (14.0%) unter inotuzumab ozogamicin und"
        " bei 3 von 143 (2.1%) unter Standardtherapie auf.",
        "حدث داء الانسداد الوريدي لدى 23 من أصل 164 مريضًا (14.0%) ممن تلقوا inotuzumab ozogamicin ولدى 3 من "
        "أصل 143 (2.1%) ممن تلقوا العلاج المعياري.",
    ),
    (
        "Five-year overall survival was 82% (95% CI, 75 to 88) in the 112 patients assigned to blinatumomab.",
        "Bei den 112 Patienten, die blinatumomab zugeteilt waren, betrug das Fünf-Jahres-Gesamtüberleben 82% "
        "(95% CI, 75 bis 88).",
        "لدى 112 مريضًا خُصص لهم blinatumomab، بلغ البقاء الكلي بعد خمس سنوات 82% (95% CI، 75 إلى 88).",
    ),
    (
        "At 3 years, 85% of the 112 patients in the blinatumomab arm and 68% of the 112 patients in the "
        "chemotherapy arm were alive.",
        "Nach 3 Jahren waren 85% der 112 Patienten im blinatumomab-Arm und 68% der 112 Patienten im "
        "Chemotherapie-Arm am Leben.",
        "بعد 3 سنوات كان 85% من المرضى الـ 112 في ذراع blinatumomab و68% من المرضى الـ 112 في ذراع العلاج "
        "الكيميائي على قيد الحياة.",
    ),
    (
        "Blinatumomab is infused at 9 µg/day for 7 days and then at 28 µg/day for 21 days.",
        "Blinatumomab wird 7 Tage lang mit 9 µg/day und anschließend 21 Tage lang mit 28 µg/day infundiert.",
        "يُسرَّب Blinatumomab بجرعة 9 µg/day مدة 7 أيام ثم بجرعة 28 µg/day مدة 21 يومًا.",
    ),
    (
        "Give methotrexate 12 mg intrathecally on day 1 and leucovorin 15 mg every 6 hours.",
        "Geben Sie an Tag 1 methotrexate 12 mg intrathekal und alle 6 Stunden leucovorin 15 mg.",
        "أعطوا methotrexate 12 mg داخل القراب في اليوم 1 و leucovorin 15 mg كل 6 ساعات.",
    ),
    (
        "Patients aged 1 to 18 years were enrolled in 14 countries between 2010 and 2018.",
        "Zwischen 2010 und 2018 wurden in 14 Ländern Patienten im Alter von 1 bis 18 Jahren aufgenommen.",
        "بين عامي 2010 و2018 أُدرج في 14 دولة مرضى تتراوح أعمارهم بين 1 و18 سنة.",
    ),
    (
        "The hazard ratio for death was 0.41 (95% CI, 0.23 to 0.73), which is compatible with anything from a"
        " 77% to a 27% lower hazard.",
        "Die Hazard Ratio für Tod betrug 0.41 (95% CI, 0.23 bis 0.73), was mit einem um 77% bis 27% "
        "geringeren Risiko vereinbar ist.",
        "بلغت نسبة الخطر للوفاة 0.41 (95% CI، 0.23 إلى 0.73)، وهو ما يتوافق مع خطر أقل بنسبة 77% إلى 27%.",
    ),
    (
        "Dexamethasone, vincristine and daunorubicin were given without cyclophosphamide.",
        "Es wurden dexamethasone, vincristine und daunorubicin ohne cyclophosphamide gegeben.",
        "أُعطي dexamethasone و vincristine و daunorubicin دون cyclophosphamide.",
    ),
    (
        "Grade 3 or higher neutropenia occurred in 40% of patients; 3% died of infection.",
        "Bei 40% der Patienten trat eine Neutropenie vom Grad 3 oder höher auf; 3% starben an einer Infektion.",
        "حدث نقص العدلات من الدرجة 3 أو أعلى لدى 40% من المرضى؛ وتوفي 3% بسبب العدوى.",
    ),
    (
        "No patient under 1 year of age was included, and fewer than 10% were older than 15 years.",
        "Patienten unter 1 Jahr waren nicht eingeschlossen, und weniger als 10% waren älter als 15 Jahre.",
        "لم يُدرج أي مريض دون 1 سنة من العمر، وكان أقل من 10% أكبر من 15 سنة.",
    ),
    (
        "The trial was designed to detect noninferiority with a margin of 8% and at least 80% power.",
        "Die Studie sollte Nichtunterlegenheit mit einer Grenze von 8% und einer Power von mindestens 80% nachweisen.",
        "صُممت التجربة لإثبات عدم الدونية بهامش قدره 8% وقدرة لا تقل عن 80%.",
    ),
    (
        "Cytokine release syndrome of grade 3 or higher was seen in 24% and was treated with tocilizumab in "
        "half of them.",
        "Ein Zytokin-Freisetzungssyndrom vom Grad 3 oder höher wurde bei 24% beobachtet und bei der Hälfte "
        "davon mit tocilizumab behandelt.",
        "شوهدت متلازمة إطلاق السيتوكينات من الدرجة 3 أو أعلى لدى 24%، وعولج نصفهم بدواء tocilizumab.",
    ),
    (
        "Treatment with imatinib was not inferior, but patients did not receive dasatinib.",
        "Die Behandlung mit imatinib war nicht unterlegen, die Patienten erhielten jedoch kein dasatinib.",
        "لم يكن العلاج بدواء imatinib أدنى، لكن المرضى لم يتلقوا dasatinib.",
    ),
    (
        "Relapse was seen in 12 children, none of whom had received a transplant.",
        "Bei 12 Kindern kam es zu einem Rezidiv; keines von ihnen war transplantiert worden.",
        "حدث انتكاس لدى 12 طفلًا لم يخضع أي منهم للزرع.",
    ),
    (
        "Event-free survival at 4 years was 59% in infants with KMT2A rearrangement, compared with 72% in "
        "those without.",
        "Das ereignisfreie Überleben nach 4 Jahren betrug bei Säuglingen mit KMT2A-Rearrangement 59%, "
        "verglichen mit 72% bei denen ohne.",
        "بلغ البقاء بلا أحداث بعد 4 سنوات 59% لدى الرضع المصابين بإعادة ترتيب KMT2A مقارنة بنسبة 72% لدى من "
        "لا يحملونها.",
    ),
    (
        "The dose of pegaspargase is 2500 IU/m², with a maximum of 3750 IU.",
        "Die Dosis von pegaspargase beträgt 2500 IU/m², höchstens jedoch 3750 IU.",
        "جرعة pegaspargase هي 2500 IU/m²، بحد أقصى 3750 IU.",
    ),
    (
        "In 2 of 10 patients (20%) with CD19-negative relapse after tisagenlecleucel, CD22 was still expressed.",
        "Bei 2 von 10 Patienten (20%) mit CD19-negativem Rezidiv nach tisagenlecleucel wurde CD22 noch exprimiert.",
        "لدى 2 من 10 مرضى (20%) مصابين بانتكاس سلبي لـ CD19 بعد tisagenlecleucel كان CD22 لا يزال معبرًا عنه.",
    ),
    (
        "Median overall survival was 7.7 months with blinatumomab and 4.0 months with chemotherapy (hazard "
        "ratio, 0.71).",
        "Das mediane Gesamtüberleben betrug 7.7 Monate mit blinatumomab und 4.0 Monate mit Chemotherapie "
        "(Hazard Ratio 0.71).",
        "بلغ وسيط البقاء الكلي 7.7 أشهر مع blinatumomab و4.0 أشهر مع العلاج الكيميائي (نسبة الخطر 0.71).",
    ),
    (
        "The study does not show that fewer than 4 cycles are enough.",
        "Die Studie zeigt nicht, dass weniger als 4 Zyklen ausreichen.",
        "لا تُظهر الدراسة أن أقل من 4 دورات تكفي.",
    ),
    (
        "Voriconazole should be avoided with vincristine, since it raises the risk of neuropathy.",
        "Voriconazole sollte zusammen mit vincristine vermieden werden, da es das Risiko einer Neuropathie erhöht.",
        "ينبغي تجنب Voriconazole مع vincristine لأنه يزيد خطر الاعتلال العصبي.",
    ),
    (
        "Among 30 patients with nonhematologic toxicity, 10 needed a dose reduction and 20 did not.",
        "Von 30 Patienten mit nichthämatologischer Toxizität brauchten 10 eine Dosisreduktion und 20 nicht.",
        "من بين 30 مريضًا مصابًا بسمية غير دموية احتاج 10 إلى خفض الجرعة ولم يحتج إليه 20.",
    ),
]
