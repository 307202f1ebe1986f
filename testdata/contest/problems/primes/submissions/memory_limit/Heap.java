import java.util.ArrayList;

public class Heap {
  public static void main(String[] arguments) {
    var blocks = new ArrayList<long[]>();
    try {
      while (true) blocks.add(new long[1 << 16]);
    } catch (OutOfMemoryError error) {
      // Must not be able to go on.
      System.out.println("none");
    }
  }
}
