import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

// Not called Main: the judge finds the class to start.
public class Ledger {
  public static void main(String[] arguments) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in));
    int n = Integer.parseInt(in.readLine().trim());
    long total = 0, best = Long.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      long value = Long.parseLong(in.readLine().trim());
      total += value;
      best = Math.max(best, value);
    }
    System.out.println(total);
    System.out.println(best);
  }
}
