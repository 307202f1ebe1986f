import java.util.Scanner;
import java.util.stream.LongStream;

public class Threads {
  static boolean isPrime(long n) {
    if (n < 2) return false;
    return java.math.BigInteger.valueOf(n).isProbablePrime(40);
  }

  public static void main(String[] arguments) {
    Scanner in = new Scanner(System.in);
    long a = in.nextLong(), b = in.nextLong();
    long[] primes = LongStream.rangeClosed(a, b).parallel().filter(Threads::isPrime).toArray();
    StringBuilder out = new StringBuilder();
    for (long prime : primes) out.append(prime).append(' ');
    System.out.print(primes.length == 0 ? "none" : out);
  }
}
