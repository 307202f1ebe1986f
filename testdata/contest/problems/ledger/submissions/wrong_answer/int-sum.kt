fun main() {
    val n = readLine()!!.trim().toInt()
    val values = List(n) { readLine()!!.trim().toLong() }
    println(values.sumBy { it.toInt() })
    println(values.sorted().last())
}
