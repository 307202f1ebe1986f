import java.util.*;

public class Queue {
  public static void main(String[] arguments) {
    Scanner in = new Scanner(System.in);
    int n = in.nextInt(), m = in.nextInt();
    List<List<Integer>> after = new ArrayList<>();
    for (int i = 0; i <= n; i++) after.add(new ArrayList<>());
    int[] waits = new int[n + 1];
    while (m-- > 0) {
      int a = in.nextInt(), b = in.nextInt();
      after.get(a).add(b);
      waits[b]++;
    }
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    for (int v = 1; v <= n; v++) if (waits[v] == 0) ready.add(v);
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (; !ready.isEmpty(); done++) {
      int v = ready.poll();
      out.append(v).append(' ');
      for (int b : after.get(v)) if (--waits[b] == 0) ready.add(b);
    }
    System.out.println(done == n ? out : "impossible");
  }
}
