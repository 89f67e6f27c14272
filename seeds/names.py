"""Names of many cultures, as lists of words. How they become people is in `people.py` and `families.py`.

A word is written `Latin` or `Latin/other script`; an underscore stands for a space within a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


class Surname(Enum):
    """How a surname passes from parents to children."""

    SHARED = auto()
    MOTHER_KEEPS_HERS = auto()
    SPANISH = auto()
    PORTUGUESE = auto()
    PATRONYMIC = auto()
    NONE = auto()


class Spelling(NamedTuple):
    """One word of a name in Latin letters and, where the list has it, in its own script."""

    latin: str
    native: str


def spellings(words: str) -> tuple[Spelling, ...]:
    """`Min/敏 Anh` as two spellings, the second without another script."""
    pairs = (word.replace("_", " ").partition("/") for word in words.split())
    return tuple(Spelling(latin, native) for latin, _, native in pairs)


@dataclass(frozen=True)
class Culture:
    """How the people of one language are named.

    `weight` says how common its families are beside the others'; `native` is the order of a name in its own script;
    `endings` are those of a daughter's and a son's patronymic.
    """

    weight: int
    language: str
    girls: tuple[Spelling, ...]
    boys: tuple[Spelling, ...]
    surnames: tuple[Spelling, ...] = ()
    passes: Surname = Surname.SHARED
    native: str = "{given} {family}"
    endings: tuple[str, str] = ("", "")
    middle: tuple[Spelling, ...] = ()
    nicknames: tuple[Spelling, ...] = ()


ENGLISH_NICKNAMES = spellings(
    "Alex Ash Bobbie Casey Charlie Chris Danny Drew Ellis Frankie Jamie Jo Jules Kit Lee Max Mel Nicky Ollie Pat "
    "Robin Sam Sky Stevie Vic"
)
CHOSEN_IN_ENGLISH = spellings("Alex Angel Ariel Casey Chris Jamie Kelly Kim Lee Robin Sam Sunny Taylor Terry")

CULTURES: tuple[Culture, ...] = (
    Culture(  # English
        weight=230,
        language="English",
        girls=spellings(
            "Abigail Ada Alice Amelia Aubrey Ava Brianna Brooklyn Caroline Charlotte Chloe Claire Daisy Destiny "
            "Eleanor Ella Emily Emma Evelyn Faith Grace Hannah Harper Hazel Heather Imani Isabel Jada Jasmine "
            "Josephine Kayla Keisha Laura Lillian Lucy Madison Megan Mia Naomi Nevaeh Nora Olivia Paige Penelope "
            "Rachel Rose Ruby Ruth Savannah Scarlett Sophia Stella Sydney Tamika Taylor Victoria Violet Willow Zoe "
            "Zoë"
        ),
        boys=spellings(
            "Aaron Adam Andre Andrew Anthony Asher Austin Benjamin Blake Brandon Caleb Carter Charles Christopher "
            "Cole Connor Daniel Darius David DeShawn Dylan Elijah Ethan Evan Ezra Gavin George Henry Hunter Isaac "
            "Isaiah Jack Jackson Jacob Jalen James Jamal Jaylen John Jordan Joseph Joshua Julian Justin Landon Levi "
            "Liam Logan Lucas Luke Malik Marcus Mason Matthew Michael Nathan Noah Oliver Owen Parker Robert Ryan "
            "Samuel Sebastian Terrell Theodore Thomas Tyler Tyrone William Wyatt Xavier Zachary"
        ),
        surnames=spellings(
            "Adams Alexander Allen Anderson Andrews Bailey Baker Banks Barnes Bell Bennett Brooks Brown Bryant Butler "
            "Campbell Carter Clark Coleman Collins Cook Cooper Cox Davis Edwards Evans Fisher Foster Freeman Gibson "
            "Gray Green Griffin Hall Hamilton Harris Harrison Hayes Henderson Hill Howard Hughes Jackson James "
            "Jefferson Jenkins Johnson Jones Jordan Kelly King Lewis Long Marshall Martin Mason McDonald Miller "
            "Mitchell Moore Morgan Morris Murphy Myers Nelson Owens Parker Patterson Perry Peterson Phillips Powell "
            "Price Reed Reynolds Richardson Roberts Robinson Rogers Ross Russell Sanders Scott Simmons Simpson Smith "
            "Stewart Sullivan Taylor Thomas Thompson Turner Walker Wallace Ward Washington Watson West White Williams "
            "Wilson Wood Woods Wright Young Smith-Jones Taylor-Wood Brown-Hayes"
        ),
        middle=spellings("Blair Dale Ellis Jay Jean Lee Lynn Marion Morgan Ray Reese Rowan Sage Shea Wynn"),
        nicknames=ENGLISH_NICKNAMES,
    ),
    Culture(  # Spanish
        weight=220,
        language="Spanish",
        girls=spellings(
            "Adriana Alejandra Ana Ana_Sofía Andrea Ángela Beatriz Camila Carmen Catalina Claudia Concepción Daniela "
            "Dolores Elena Esperanza Fernanda Gabriela Guadalupe Inés Isabel Itzel Jimena Juana Julieta Leticia Lucía "
            "Luz Mar María María_Fernanda María_José Mariana Martina Mónica Natalia Paloma Paula Pilar Raquel Renata "
            "Rocío Rosa Sofía Teresa Valentina Valeria Verónica Ximena Yesenia"
        ),
        boys=spellings(
            "Adrián Alejandro Alonso Álvaro Andrés Ángel Antonio Arturo Carlos César Cristóbal Cuauhtémoc Diego "
            "Eduardo Emiliano Enrique Ernesto Felipe Fernando Francisco Gael Gerardo Gonzalo Guillermo Héctor Hugo "
            "Ignacio Iván Javier Jesús Joaquín Jorge José José_Luis José_María Juan Juan_Pablo Leonardo Luis Manuel "
            "Mateo Matías Miguel_Ángel Nicolás Óscar Pablo Rafael Ramón Raúl Ricardo Rodrigo Rubén Salvador Santiago "
            "Sergio Tomás Víctor Xavier"
        ),
        surnames=spellings(
            "Acosta Aguilar Álvarez Ávila Barrios Cabrera Calderón Campos Cárdenas Castillo Castro Cervantes Chávez "
            "Contreras Cortés Cruz de_la_Cruz de_la_Fuente de_León Delgado del_Río Díaz Domínguez Escobar Espinoza "
            "Estrada Fernández Figueroa Flores Fuentes Gallegos García Gómez González Guerrero Gutiérrez Guzmán "
            "Hernández Herrera Ibáñez Jiménez Juárez Lara León López Luna Maldonado Martínez Medina Mejía Méndez "
            "Mendoza Molina Montoya Morales Moreno Muñoz Navarro Núñez Ochoa Ordóñez Orozco Ortega Ortiz Pacheco "
            "Padilla Peña Peralta Pérez Quiñones Ramírez Ramos Reyes Ríos Rivera Rodríguez Rojas Romero Rosales Ruiz "
            "Salazar Salinas Sánchez Sandoval Santos Silva Solís Soto Suárez Torres Trujillo Valdés Vargas Vásquez "
            "Vega Velázquez Villarreal Zamora Zúñiga"
        ),
        passes=Surname.SPANISH,
        nicknames=spellings("Ale Cruz Fer Gabi Guille Lupe Mari Pau Rosi Trini Val"),
    ),
    Culture(  # Chinese
        weight=90,
        language="Mandarin",
        girls=spellings(
            "Fang/芳 Hui/慧 Jiayi/佳怡 Jing/静 Li/丽 Ling/玲 Mei/梅 Meiling/美玲 Min/敏 Na/娜 Qian/倩 Ruoxi/若曦 "
            "Shiyu/诗雨 Tingting/婷婷 Wenjing/文静 Xiaohong/小红 Xinyi/欣怡 Xue/雪 Yan/燕 Ying/颖 Yuhan/雨涵 "
            "Yutong/雨桐 Zihan/子涵 Zixuan/紫萱"
        ),
        boys=spellings(
            "Bo/博 Chao/超 Gang/刚 Guowei/国伟 Haoran/浩然 Haoyu/浩宇 Jianguo/建国 Jie/杰 Jun/军 Junjie/俊杰 Lei/磊 "
            "Minghao/明浩 Peng/鹏 Qiang/强 Tao/涛 Wei/伟 Xiaoming/小明 Yang/洋 Yichen/奕辰 Yong/勇 Yuxuan/宇轩 "
            "Zhiyuan/志远 Zihao/子豪 Zimo/子墨"
        ),
        surnames=spellings(
            "Cai/蔡 Chen/陈 Deng/邓 Feng/冯 Gao/高 Guo/郭 He/何 Hu/胡 Huang/黄 Jiang/江 Li/李 Liang/梁 Lin/林 Liu/刘 "
            "Lü/吕 Luo/罗 Ma/马 Ouyang/欧阳 Song/宋 Sun/孙 Tang/唐 Wang/王 Wu/吴 Xiao/萧 Xie/谢 Xu/徐 Yang/杨 Ye/叶 "
            "Yu/余 Zhang/张 Zhao/赵 Zheng/郑 Zhou/周 Zhu/朱"
        ),
        passes=Surname.MOTHER_KEEPS_HERS,
        native="{family}{given}",
        nicknames=CHOSEN_IN_ENGLISH,
    ),
    Culture(  # Vietnamese
        weight=70,
        language="Vietnamese",
        girls=spellings(
            "Ánh Bích Chi Diễm Dung Giang Hà Hạnh Hằng Hoa Hồng Hương Khánh Lan Liên Linh Loan Mai Minh_Anh My Nga "
            "Ngọc Nhung Như Oanh Phương Phương_Thảo Quỳnh Tâm Thanh_Hà Thảo Thu Thúy Trang Tuyết Uyên Vân Vy Xuân Yến"
        ),
        boys=spellings(
            "An Bảo Bình Cường Đạt Dũng Dương Duy Đức Gia_Bảo Hải Hiếu Hoàng Hùng Huy Khang Khoa Khôi Kiên Lâm Long "
            "Minh Nam Nghĩa Nguyên Nhật Phong Phúc Quân Quang Quốc Sơn Tài Thắng Thành Thịnh Toàn Trí Trung Tuấn Việt "
            "Vinh"
        ),
        surnames=spellings(
            "Bùi Cao Đặng Đinh Đỗ Đoàn Dương Hồ Hoàng Huỳnh Lâm Lê Lương Lý Mai Ngô Nguyễn Phạm Phan Tạ Tô Trần Trịnh "
            "Trương Võ Vũ Nguyễn Nguyễn Nguyễn Trần Lê Phạm"
        ),
        passes=Surname.MOTHER_KEEPS_HERS,
        middle=spellings("Kim Minh Ngọc Thanh Xuân"),
        nicknames=CHOSEN_IN_ENGLISH,
    ),
    Culture(  # Hindi
        weight=60,
        language="Hindi",
        girls=spellings(
            "Aditi/अदिति Ananya/अनन्या Anjali/अंजलि Asha/आशा Deepika/दीपिका Diya/दिया Gauri/गौरी Isha/ईशा "
            "Kavya/काव्या Lakshmi/लक्ष्मी Meera/मीरा Neha/नेहा Nisha/निशा Pooja/पूजा Priya/प्रिया Radha/राधा "
            "Riya/रिया Sarita/सरिता Shreya/श्रेया Sita/सीता Sunita/सुनीता"
        ),
        boys=spellings(
            "Aarav/आरव Aditya/आदित्य Ajay/अजय Amit/अमित Anil/अनिल Arjun/अर्जुन Ashok/अशोक Deepak/दीपक Ishaan/ईशान "
            "Karan/करण Krishna/कृष्ण Manoj/मनोज Mohan/मोहन Nikhil/निखिल Pranav/प्रणव Rahul/राहुल Raj/राज Rohan/रोहन "
            "Sanjay/संजय Suresh/सुरेश Vikram/विक्रम Vivaan/विवान"
        ),
        surnames=spellings(
            "Agarwal/अग्रवाल Bhatt/भट्ट Chopra/चोपड़ा Desai/देसाई Gupta/गुप्ता Iyer/अय्यर Jain/जैन Joshi/जोशी "
            "Kapoor/कपूर Kumar/कुमार Malhotra/मल्होत्रा Mehta/मेहता Mishra/मिश्रा Nair/नायर Pandey/पांडे Patel/पटेल "
            "Rao/राव Reddy/रेड्डी Shah/शाह Sharma/शर्मा Singh/सिंह Verma/वर्मा Yadav/यादव"
        ),
        nicknames=spellings("Bittu Chintu Guddu Monu Sonu"),
    ),
    Culture(  # Filipino
        weight=50,
        language="Tagalog",
        girls=spellings(
            "Althea Angelica Bea Cherry_Mae Corazon Dalisay Divina Jasmine Kristine Ligaya Liwayway Lourdes Marisol "
            "Mary_Grace Princess"
        ),
        boys=spellings(
            "Bayani Benigno Christian Dakila Emmanuel Ferdinand Jericho Jun-Jun Lakan Mark_Anthony Renato Rodel "
            "Rommel Virgilio"
        ),
        surnames=spellings(
            "Aquino Bautista Bondoc Catacutan Dela_Cruz Dimaculangan Evangelista Lacson Macaraeg Magsaysay Manalo "
            "Pangilinan Santos Tolentino Villanueva"
        ),
        nicknames=spellings("Bing Ging Jing Jun Ning"),
    ),
    Culture(  # Arabic
        weight=50,
        language="Arabic",
        girls=spellings(
            "Aisha/عائشة Amal/أمل Amina/أمينة Dina/دينا Fatima/فاطمة Hana/هناء Huda/هدى Iman/إيمان Khadija/خديجة "
            "Layla/ليلى Maryam/مريم Nadia/نادية Noor/نور Rania/رانيا Salma/سلمى Samira/سميرة Yasmin/ياسمين "
            "Zaynab/زينب"
        ),
        boys=spellings(
            "Abdullah/عبدالله Adel/عادل Ahmad/أحمد Ali/علي Bilal/بلال Faisal/فيصل Hamza/حمزة Hassan/حسن "
            "Ibrahim/إبراهيم Karim/كريم Khalid/خالد Mahmoud/محمود Mohammed/محمد Mustafa/مصطفى Omar/عمر Salim/سليم "
            "Tariq/طارق Youssef/يوسف Ziad/زياد"
        ),
        surnames=spellings(
            "Abboud/عبود al-Khatib/الخطيب al-Masri/المصري Awad/عوض Darwish/درويش Farah/فرح Haddad/حداد Hakim/حكيم "
            "Hamdan/حمدان Hariri/الحريري Issa/عيسى Jaber/جابر Khoury/خوري Mansour/منصور Nasser/ناصر Qasim/قاسم "
            "Rahman/رحمن Saad/سعد Salem/سالم Shaheen/شاهين"
        ),
        passes=Surname.MOTHER_KEEPS_HERS,
    ),
    Culture(  # Korean
        weight=40,
        language="Korean",
        girls=spellings(
            "Eun-ji/은지 Ha-eun/하은 Hye-jin/혜진 Ji-woo/지우 Ji-yeon/지연 Min-ji/민지 Min-seo/민서 Seo-yeon/서연 "
            "Soo-jin/수진 Su-bin/수빈 Ye-rin/예린 Yoon-ah/윤아"
        ),
        boys=spellings(
            "Dong-hyun/동현 Do-yun/도윤 Hyun-woo/현우 Jae-won/재원 Ji-hoon/지훈 Joon-ho/준호 Jun-seo/준서 "
            "Min-jun/민준 Sang-hoon/상훈 Seung-min/승민 Si-woo/시우 Young-ho/영호"
        ),
        surnames=spellings(
            "Ahn/안 Bae/배 Baek/백 Cho/조 Choi/최 Han/한 Hwang/황 Jang/장 Jung/정 Kang/강 Kim/김 Kwon/권 Lee/이 "
            "Lim/임 Oh/오 Park/박 Seo/서 Shin/신 Song/송 Yoon/윤"
        ),
        passes=Surname.MOTHER_KEEPS_HERS,
        native="{family}{given}",
        nicknames=CHOSEN_IN_ENGLISH,
    ),
    Culture(  # Ukrainian
        weight=30,
        language="Ukrainian",
        girls=spellings(
            "Anastasiia/Анастасія Daryna/Дарина Halyna/Галина Iryna/Ірина Kateryna/Катерина Khrystyna/Христина "
            "Liudmyla/Людмила Mariia/Марія Nadiia/Надія Oksana/Оксана Olena/Олена Sofiia/Софія Svitlana/Світлана "
            "Tetiana/Тетяна Yuliia/Юлія"
        ),
        boys=spellings(
            "Andrii/Андрій Bohdan/Богдан Danylo/Данило Dmytro/Дмитро Hryhorii/Григорій Ivan/Іван Maksym/Максим "
            "Mykola/Микола Oleksandr/Олександр Petro/Петро Serhii/Сергій Taras/Тарас Vasyl/Василь Volodymyr/Володимир "
            "Yaroslav/Ярослав Yevhen/Євген"
        ),
        surnames=spellings(
            "Bondarenko/Бондаренко Boiko/Бойко Hrytsenko/Гриценко Kovalenko/Коваленко Kovalchuk/Ковальчук "
            "Kravchenko/Кравченко Lysenko/Лисенко Marchenko/Марченко Melnyk/Мельник Oliinyk/Олійник Petrenko/Петренко "
            "Polishchuk/Поліщук Savchenko/Савченко Shevchenko/Шевченко Tkachenko/Ткаченко Tymoshenko/Тимошенко "
            "Zelenko/Зеленко"
        ),
        nicknames=spellings("Sasha Slava Valia Zhenia"),
    ),
    Culture(  # Nigerian
        weight=30,
        language="Yoruba",
        girls=spellings(
            "Abimbola Adaeze Amaka Ayọ̀mídé Bolanle Chiamaka Chidinma Folasade Funmilayo Ifeoma Ngozi Nkechi "
            "Oluwaseun Ṣadé Titilayo Yetunde Zainab"
        ),
        boys=spellings(
            "Adebayo Babajide Chidi Chinedu Chukwuemeka Emeka Femi Ikenna Kelechi Kẹ́hìndé Obinna Olumide "
            "Oluwatobiloba Ọlá Segun Táíwò Tunde Uche"
        ),
        surnames=spellings(
            "Abubakar Achebe Adébáyọ̀ Adeyemi Afolabi Akinola Balogun Chukwu Ekwueme Eze Ibrahim Igwe Mbanefo Nwosu "
            "Obi Ogunleye Okafor Okonkwo Okoye Oyelaran Soyinka Uzoma"
        ),
        nicknames=spellings("Ayo Dayo Ola Seun Temi Tobi"),
    ),
    Culture(  # Japanese
        weight=25,
        language="Japanese",
        girls=spellings(
            "Aiko/愛子 Akari/明里 Haruka/遥 Hina/陽菜 Keiko/恵子 Mai/舞 Misaki/美咲 Miyu/美優 Nanami/七海 Rin/凛 "
            "Sakura/桜 Yōko/洋子 Yui/結衣 Yuki/由紀"
        ),
        boys=spellings(
            "Daiki/大輝 Haruto/陽翔 Hiroshi/博 Jun’ichi/純一 Kaito/海斗 Kenji/健二 Makoto/誠 Ren/蓮 Ryō/亮 Shin/真 "
            "Shōta/翔太 Sōta/颯太 Takumi/拓海 Yūto/悠斗"
        ),
        surnames=spellings(
            "Fujimoto/藤本 Hayashi/林 Inoue/井上 Itō/伊藤 Katō/加藤 Kimura/木村 Kobayashi/小林 Matsumoto/松本 "
            "Nakamura/中村 Ōno/大野 Saitō/斎藤 Satō/佐藤 Shimizu/清水 Suzuki/鈴木 Takahashi/高橋 Tanaka/田中 "
            "Watanabe/渡辺 Yamada/山田 Yamamoto/山本"
        ),
        native="{family} {given}",
    ),
    Culture(  # Irish
        weight=25,
        language="English",
        girls=spellings(
            "Aisling Aoife Bríd Caoimhe Ciara Clodagh Deirdre Éabha Eimear Gráinne Maeve Niamh Nuala Orla Róisín "
            "Saoirse Siobhán Sinéad Úna"
        ),
        boys=spellings(
            "Aidan Brendan Cathal Cian Ciarán Cillian Conor Darragh Declan Diarmuid Donnacha Eoin Fergus Fionn Liam "
            "Oisín Pádraig Ruairí Séamus Seán"
        ),
        surnames=spellings(
            "Byrne Doyle Fitzgerald Gallagher Kavanagh MacCarthy McGrath Ní_Dhomhnaill Nolan O'Brien O'Connell "
            "O'Connor O'Donnell O'Keeffe O'Leary O'Neill O'Reilly O'Sullivan Ó_Súilleabháin Quinn Walsh"
        ),
        nicknames=spellings("Pat Quinn Ro Shay"),
    ),
    Culture(  # Portuguese
        weight=25,
        language="Portuguese",
        girls=spellings(
            "Ana_Clara Assunção Beatriz Carolina Conceição Fernanda Gabriela Helena Inês Joana Júlia Laís Larissa "
            "Letícia Luísa Manuela Mariana Thaís"
        ),
        boys=spellings(
            "Antônio Caio Davi Felipe Gonçalo Guilherme Gustavo Henrique João João_Pedro Luís Luiz_Felipe Matheus "
            "Otávio Paulo Rui Thiago Vinícius"
        ),
        surnames=spellings(
            "Almeida Araújo Barbosa Cardoso Carvalho Conceição da_Silva de_Souza dos_Santos Ferreira Gonçalves "
            "Guimarães Lima Magalhães Monteiro Nascimento Nogueira Oliveira Pereira Ribeiro Simões Teixeira"
        ),
        passes=Surname.PORTUGUESE,
    ),
    Culture(  # Polynesian
        weight=20,
        language="Samoan",
        girls=spellings(
            "ʻAlisi ʻAna Fetu Hina Kalani Kawailani Lani Leilani Leolani Losa Mahina Malia Masina Moana Noelani Sina "
            "Talia Tiare Vaitiare"
        ),
        boys=spellings(
            "ʻAisea Afa Ikaika Kai Kainoa Kaleo Keanu Koa Lopaka Makoa Mana Manaia Maui Nālani Sefa Sione Tane Tavita "
            "Viliami"
        ),
        surnames=spellings(
            "ʻAkauʻola Alofaituli Faʻalavelave Faleolo Fonoti Ioane Kahananui Kaʻahumanu Kealoha Leiataua Lolohea "
            "Mahoe Nāhiʻenaʻena Paʻaluhi Taufaʻahau Toʻomaga Tuiasosopo Tupou Vaʻai"
        ),
    ),
    Culture(  # Turkish
        weight=20,
        language="Turkish",
        girls=spellings(
            "Ayşe Çiğdem Defne Ebru Elif Fatma Gökçe Gül Hatice Işıl Nilüfer Özge Pınar Selin Şebnem Şule Zeynep"
        ),
        boys=spellings(
            "Ali_Rıza Barış Burak Cem Çağrı Doğan Emre Gökhan Hakan İbrahim İsmail Kağan Mehmet Oğuz Ömer Serkan Uğur "
            "Yiğit"
        ),
        surnames=spellings(
            "Arslan Aydın Bozkurt Çelik Çetin Demir Doğan Erdoğan Güneş Kılıç Korkmaz Koç Öztürk Özdemir Polat Şahin "
            "Şimşek Yıldırım Yıldız Yılmaz"
        ),
    ),
    Culture(  # German
        weight=20,
        language="German",
        girls=spellings(
            "Änne Anna-Lena Bärbel Charlotte Frieda Greta Hannelore Heidi Jana Käthe Lieselotte Mathilda Mia Ronja "
            "Sophie Ursula Zoë"
        ),
        boys=spellings(
            "Björn Elias Emil Felix Götz Günther Hans-Jürgen Jakob Jörg Jürgen Karl-Heinz Lukas Matthias Moritz Sören "
            "Theo Uwe"
        ),
        surnames=spellings(
            "Bäcker Böhm Fischer Großmann Günther Hoffmann Jäger Köhler Krämer Krüger Meyer-Lüdenscheidt Möller "
            "Müller Schäfer Schmidt Schröder Schwarzenegger Strauß Vogel von_der_Heide Weiß Zöllner"
        ),
    ),
    Culture(  # Polish
        weight=15,
        language="Polish",
        girls=spellings(
            "Agnieszka Barbara Bożena Danuta Elżbieta Grażyna Jadwiga Joanna Kinga Łucja Małgorzata Zofia Żaneta"
        ),
        boys=spellings(
            "Błażej Grzegorz Jacek Jędrzej Kazimierz Łukasz Mieczysław Paweł Przemysław Sławomir Stanisław Wojciech "
            "Zbigniew"
        ),
        surnames=spellings(
            "Brzęczyszczykiewicz Chmiel Dąbek Gołąb Jabłoński Kołodziej Król Mazur Nowak Pająk Szczepaniak Wójcik "
            "Wróbel Zając Źrebiec"
        ),
    ),
    Culture(  # French
        weight=15,
        language="French",
        girls=spellings(
            "Aurélie Chloé Élodie Éloïse Françoise Hélène Léa Maëlle Manon Marie-Claire Noémie Océane Solène Zoé"
        ),
        boys=spellings(
            "Aurélien Benoît Clément Étienne François Gaël Jean-Baptiste Jean-Luc Jérôme Loïc Mathéo Noël Rémi Théo"
        ),
        surnames=spellings(
            "Beauchêne Bélanger Côté d'Aubigné de_La_Tour Desrosiers Dupré Fournier Garçon L'Hôpital Lefèvre Lévesque "
            "Saint-Exupéry Thériault"
        ),
    ),
    Culture(  # Ethiopian: the father's given name follows the child's own
        weight=10,
        language="Amharic",
        girls=spellings(
            "Abeba/አበባ Almaz/አልማዝ Bethlehem/ቤተልሔም Hirut/ሂሩት Makeda/ማክዳ Selam/ሰላም Tigist/ትዕግስት Zewditu/ዘውዲቱ"
        ),
        boys=spellings(
            "Abebe/አበበ Bekele/በቀለ Dawit/ዳዊት Getachew/ጌታቸው Haile/ኃይሌ Kebede/ከበደ Solomon/ሰለሞን Tesfaye/ተስፋዬ Yohannes/ዮሐንስ"
        ),
        passes=Surname.PATRONYMIC,
    ),
    Culture(  # Icelandic
        weight=5,
        language="Icelandic",
        girls=spellings("Ásdís Birta Björk Guðrún Hrafnhildur Kristín Ragnheiður Sigríður Þórunn Þóra"),
        boys=spellings("Arnar Einar Gunnar Jón Magnús Ólaf Ragnar Sigurð Steinþór Þór"),
        passes=Surname.PATRONYMIC,
        endings=("sdóttir", "sson"),
    ),
    Culture(  # Indonesian, one name
        weight=10,
        language="Indonesian",
        girls=spellings("Cahyani Dewi Kartini Lestari Megawati Sukarti Suwarni Wulandari"),
        boys=spellings("Budiono Harjono Mulyadi Sudarsono Suharto Sukarno Supriyadi Wiranto"),
        passes=Surname.NONE,
    ),
)


class Remarkable(NamedTuple):
    """A name that screens, searches and exports must bear."""

    firstname: str
    lastname: str
    preferred: str = ""
    native: str = ""
    language: str = "English"


REMARKABLE: tuple[Remarkable, ...] = (
    Remarkable("Xiaoming", "Wang", native="王小明", language="Mandarin"),
    Remarkable("Siobhán", "O'Brien", preferred="Shiv"),
    Remarkable("Suharto", "Suharto", language="Indonesian"),
    Remarkable("Олена", "Шевченко", preferred="Olena", language="Ukrainian"),
    Remarkable(
        "María de los Ángeles Guadalupe Concepción Inmaculada del Sagrado Corazón de Jesús y la Santísima",
        "Fernández de Córdoba y Álvarez de Toledo-Figueroa de la Cerda y Ponce de León-Villafranca del Bierzo",
        preferred="Marián",
        language="Spanish",
    ),
    Remarkable("Janice", "Keihanaikukauakahihuliheekahaunaele", preferred="Loki", language="Samoan"),
    Remarkable("محمد", "عبد الرحمن", preferred="Mo", language="Arabic"),
    Remarkable("Jean-Luc Marie-Joseph", "de La Rochefoucauld-Liancourt", preferred="JL", language="French"),
    Remarkable("小春", "鈴木", preferred="Koharu", language="Japanese"),
    Remarkable("Al", "Ng", language="Mandarin"),
    Remarkable("D'Andre", "St. John-D'Arcy", preferred="Dre"),
    Remarkable("Thị Minh Khai", "Nguyễn", preferred="Kay", language="Vietnamese"),
    Remarkable("Zoë", "Łukasiewicz-Ødegård", preferred="Zo", language="Polish"),
    Remarkable("Jack", "Null"),
    Remarkable("민준", "김", preferred="MJ", language="Korean"),
    Remarkable("O", "Y", language="Korean"),
    Remarkable("Anne-Marie", "McDonald-Mac Donald"),
    Remarkable("Wolfeschlegelsteinhausenbergerdorff", "Großmann-Straßenbahn", preferred="Wolfe", language="German"),
    Remarkable("İpek", "Işıksaçan", language="Turkish"),
    Remarkable("Nu'uanu", "Kaʻōnohiokalā", language="Samoan"),
    Remarkable("आरव", "शर्मा", preferred="Aarav", language="Hindi"),
    Remarkable("Juan", "de la Cruz de la Fuente", language="Spanish"),
)
