package dev.facewire.bench.quality.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what {@link FlatBuffer} reads, simply: everything one after the other, children behind their table. A table's
 * field is a {@link Byte}, an {@link Integer}, another table, an {@code int[]}, a {@code byte[]} or a {@code Table[]}.
 */
final class TinyFlatBuffer {
    private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /** Fields by their index. */
    static final class Table {
        private final Map<Integer, Object> fields = new LinkedHashMap<>();

        Table with(int index, Object value) {
            fields.put(index, value);
            return this;
        }
    }

    static byte[] of(Table root) {
        TinyFlatBuffer writer = new TinyFlatBuffer();
        writer.out.putInt(0);
        int place = writer.table(root);
        writer.out.putInt(0, place);
        byte[] bytes = new byte[writer.out.position()];
        writer.out.get(0, bytes);
        return bytes;
    }

    private int table(Table table) {
        int count = table.fields.keySet().stream().mapToInt(i -> i + 1).max().orElse(0);
        int fields = out.position(); // the vtable, then the table
        int start = fields + 4 + 2 * count;
        out.putShort((short) (4 + 2 * count)).putShort((short) (4 + 4 * count));
        for (int i = 0; i < count; i++) {
            out.putShort((short) (table.fields.containsKey(i) ? 4 + 4 * i : 0));
        }
        out.putInt(start - fields);
        out.position(start + 4 + 4 * count);
        table.fields.forEach((index, value) -> {
            int slot = start + 4 + 4 * index;
            if (value instanceof Byte small) {
                out.put(slot, small);
            } else if (value instanceof Integer number) {
                out.putInt(slot, number);
            } else {
                int place = child(value);
                out.putInt(slot, place - slot);
            }
        });
        return start;
    }

    private int child(Object value) {
        if (value instanceof Table table) {
            return table(table);
        }
        int start = out.position();
        if (value instanceof byte[] bytes) {
            out.putInt(bytes.length).put(bytes);
        } else if (value instanceof int[] numbers) {
            out.putInt(numbers.length);
            for (int number : numbers) {
                out.putInt(number);
            }
        } else {
            Table[] tables = (Table[]) value;
            out.putInt(tables.length);
            out.position(start + 4 + 4 * tables.length);
            for (int i = 0; i < tables.length; i++) {
                int slot = start + 4 + 4 * i;
                out.putInt(slot, table(tables[i]) - slot);
            }
        }
        return start;
    }
}
