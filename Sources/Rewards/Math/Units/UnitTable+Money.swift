/// Money. No currency converts into another; "pounds" alone is a mass, since problems weigh more than they pay in £.
extension UnitTable {
  static let moneyRows: [UnitRow] = [
    UnitRow(Unit(.dollar), "dollar dollars", symbols: "$ \\$ ＄ US$ USD usd"),
    UnitRow(Rational(1, 100) * Unit(.dollar), "cent cents", symbols: "¢ ￠"),
    UnitRow(Unit(.euro), "euro euros", symbols: "€ EUR eur"),
    UnitRow(Unit(.sterling), "pound_sterling pounds_sterling british_pounds quid", symbols: "£ ￡ GBP gbp"),
    UnitRow(Rational(1, 100) * Unit(.sterling), "pence"),
    // Chinese writers use the sign for their yuan too, and nothing in an answer tells which is meant.
    UnitRow(Unit(.yen), "yen", symbols: "¥ ￥ JPY jpy 円 日元 日圆"),
    UnitRow(Unit(.yuan), "yuan renminbi", symbols: "元 人民币 块 RMB rmb CNY cny"),
    UnitRow(Unit(.rupee), "rupee rupees", symbols: "₹ ₨ Rs RS INR inr"),
    UnitRow(Rational(1, 100) * Unit(.rupee), "paise paisa"),
    UnitRow(Unit(.ruble), "ruble rubles rouble roubles рубль рубля рублей рубли руб", symbols: "₽ RUB р"),
    UnitRow(
      Rational(1, 100) * Unit(.ruble), "kopek kopeks kopeck kopecks копейка копейки копеек коп"),
    UnitRow(Unit(.won), "won", symbols: "₩ KRW 원"),
    UnitRow(Unit(.franc), "franc francs", symbols: "CHF"),
    UnitRow(Unit(.peso), "peso pesos", symbols: "MXN"),
    UnitRow(Unit(.real), "reais", symbols: "R$ BRL"),
    UnitRow(Unit(.krona), "krona kronor krone kroner kronas", symbols: "SEK"),
    UnitRow(Unit(.zloty), "zloty zlotys złoty złotych", symbols: "zł PLN"),
    UnitRow(Unit(.lira), "lira liras", symbols: "₺ TRY"),
    UnitRow(Unit(.hryvnia), "hryvnia hryvnias гривна гривны гривен", symbols: "₴ UAH"),
    UnitRow(Unit(.rand), "rands", symbols: "ZAR"),
    UnitRow(Unit(.dollar), "", symbols: "美元"),
    UnitRow(Unit(.euro), "", symbols: "欧元"),
    UnitRow(Unit(.sterling), "", symbols: "英镑"),
    UnitRow(Unit(.ruble), "", symbols: "卢布"),
  ]
}
