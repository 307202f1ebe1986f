import java.util.Scanner;

class Overflow {
  public static void main(String[] arguments) {
    Scanner in = new Scanner(System.in);
    int n = in.nextInt();
    int total = 0;
    long best = Long.MIN_VALUE;
    while (n-- > 0) {
      long value = in.nextLong();
      total += value;
      best = Math.max(best, value);
    }
    System.out.println(total + "\n" + best);
  }
}
