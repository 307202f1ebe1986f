public class Type {
  public static void main(String[] arguments) {
    int total = "text";
  }
}
