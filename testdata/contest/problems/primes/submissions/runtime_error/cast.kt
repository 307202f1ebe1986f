fun main() {
    val text: Any = "2"
    println(text as Int)
}
