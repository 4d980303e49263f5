package io.berth.units;

import java.util.ArrayList;
import java.util.List;

/** Text in lines for a terminal. */
public final class Lines {

    private Lines() {}

    /** The text in lines of at most this width, broken at spaces; a longer word stands alone. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("(?<=\\S)(?=\\s)", -1)) {
            String next = line.isEmpty() ? word.strip() : word.replace('\n', ' ');
            if (!line.isEmpty() && line.length() + next.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
                next = word.strip();
            }
            line.append(next);
        }
        lines.add(line.toString());
        return lines;
    }
}
