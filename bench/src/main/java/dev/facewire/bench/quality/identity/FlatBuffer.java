package dev.facewire.bench.quality.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * As much of the FlatBuffers format as reading a TensorFlow Lite model needs: tables, vectors, scalars. Places are
 * byte offsets; 0 stands for what is not there. Throws {@link IndexOutOfBoundsException} on a broken file.
 */
final class FlatBuffer {
    private final ByteBuffer bytes;

    FlatBuffer(byte[] file) {
        this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The first table. */
    int root() {
        return follow(0);
    }

    private int follow(int place) {
        return place + bytes.getInt(place);
    }

    /** Where a table's field is. */
    private int field(int table, int index) {
        int fields = table - bytes.getInt(table);
        int entry = 4 + 2 * index;
        if (entry >= Short.toUnsignedInt(bytes.getShort(fields))) {
            return 0;
        }
        int offset = Short.toUnsignedInt(bytes.getShort(fields + entry));
        return offset == 0 ? 0 : table + offset;
    }

    int table(int table, int index) {
        int place = field(table, index);
        return place == 0 ? 0 : follow(place);
    }

    int[] tables(int table, int index) {
        int vector = table(table, index);
        int[] places = new int[vector == 0 ? 0 : bytes.getInt(vector)];
        for (int i = 0; i < places.length; i++) {
            places[i] = follow(vector + 4 + 4 * i);
        }
        return places;
    }

    int[] ints(int table, int index) {
        int vector = table(table, index);
        int[] values = new int[vector == 0 ? 0 : bytes.getInt(vector)];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getInt(vector + 4 + 4 * i);
        }
        return values;
    }

    /** A vector of bytes, little-endian; empty where there is none. */
    ByteBuffer data(int table, int index) {
        int vector = table(table, index);
        int length = vector == 0 ? 0 : bytes.getInt(vector);
        return bytes.slice(vector == 0 ? 0 : vector + 4, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    int int8(int table, int index) {
        int place = field(table, index);
        return place == 0 ? 0 : bytes.get(place);
    }

    int int32(int table, int index, int otherwise) {
        int place = field(table, index);
        return place == 0 ? otherwise : bytes.getInt(place);
    }
}
