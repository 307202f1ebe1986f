fun main() {
    val n = readLine()!!.trim().toInt()
    val values = List(n) { readLine()!!.trim().toLong() }
    println(values.sum())
    println(values.sorted().last())
}
