package dev.facewire.bench.quality.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of words under headings, as text with aligned columns or as Markdown. Pure. */
public final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    public void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    public String text() {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        line(out, headings, widths);
        rows.forEach(row -> line(out, row, widths));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            out.append(i == 0 ? cells.get(i) + space : "  " + space + cells.get(i));
        }
        out.append(System.lineSeparator());
    }

    public String markdown() {
        StringBuilder out = new StringBuilder("| " + String.join(" | ", headings) + " |\n|");
        headings.forEach(heading -> out.append("---|"));
        out.append('\n');
        rows.forEach(row -> out.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return out.toString();
    }
}
