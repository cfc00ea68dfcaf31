package org.longhaul.training.dataset.file;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Examples of numbers with a class and a group each: those to train on first, then those held out. Groups are numbered as they
 * come, so that those with something to train on come first.
 *
 * <p>An example all of whose numbers are k / 255 to the last bit is kept as bytes, a quarter of the memory.
 *
 * <p>Thread-safety: immutable.
 */
final class GroupedRows implements Examples {
    private static final float LARGEST_BYTE = 255;

    private final DataShape.Examples shape;
    private final Object[] rows;
    private final ImmutableIntArray labels;
    private final ImmutableIntArray groups;
    private final List<String> names;
    private final int trained;
    private final String identity;

    private GroupedRows(Builder from, String identity) {
        shape = from.shape;
        rows = from.rows.toArray();
        labels = from.labels.build();
        groups = from.groups.build();
        names = List.copyOf(from.names.keySet());
        trained = from.trained;
        this.identity = identity;
    }

    /** Takes examples as they come. Not thread-safe. */
    static final class Builder {
        private static final int ROW_OVERHEAD = 32;

        private final String id;
        private final DataShape.Examples shape;
        private final HeapShare memory;
        private final Hasher hash = Hashing.murmur3_128().newHasher();
        private final List<Object> rows = new ArrayList<>();
        private final Map<String, Integer> names = new LinkedHashMap<>();
        private final ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
        private final ImmutableIntArray.Builder groups = ImmutableIntArray.builder();
        private int trained;

        Builder(ExpectedFiles expected, DataShape.Examples shape) {
            id = expected.id();
            this.shape = shape;
            memory = new HeapShare(expected);
        }

        /** An example; its numbers are copied. */
        void add(float[] numbers, int label, String group, Path file) {
            byte[] bytes = asBytes(numbers);
            memory.more(ROW_OVERHEAD + (bytes == null ? 4L : 1L) * shape.elements(), file);
            rows.add(bytes == null ? numbers.clone() : bytes);
            int place = names.computeIfAbsent(group, name -> {
                hash.putString(name, StandardCharsets.UTF_8);
                return names.size();
            });
            labels.add(label);
            groups.add(place);
            for (float number : numbers) {
                hash.putFloat(number);
            }
            hash.putInt(label).putInt(place);
        }

        private static byte @Nullable [] asBytes(float[] numbers) {
            byte[] bytes = new byte[numbers.length];
            for (int i = 0; i < bytes.length; i++) {
                int nearest = Math.round(numbers[i] * LARGEST_BYTE);
                if (nearest < 0 || nearest > LARGEST_BYTE || nearest / LARGEST_BYTE != numbers[i]) {
                    return null;
                }
                bytes[i] = (byte) nearest;
            }
            return bytes;
        }

        int size() {
            return rows.size();
        }

        /** What was read so far is what is trained on; all that follows is held out. */
        void endOfTraining() {
            trained = rows.size();
        }

        /**
         * All that was added.
         *
         * @param choices what else the examples depend on
         */
        GroupedRows build(String choices) {
            return new GroupedRows(
                    this,
                    id + choices + ", " + trained + " and " + (rows.size() - trained) + " " + shape.words()
                            + ", content " + hash.hash());
        }
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public DataShape.Examples shape() {
        return shape;
    }

    @Override
    public boolean isHeldOut(int item) {
        return item >= trained;
    }

    @Override
    public int label(int item) {
        return labels.get(item);
    }

    @Override
    public int groups() {
        return names.size();
    }

    @Override
    public int group(int item) {
        return groups.get(item);
    }

    @Override
    public List<String> attributes() {
        return List.of("user");
    }

    @Override
    public String groupName(int group) {
        return names.get(group);
    }

    @Override
    public void copy(int item, float[] target, int at) {
        copy(item, 0, shape.elements(), target, at);
    }

    /** Some of the numbers of an example. */
    void copy(int item, int from, int count, float[] target, int at) {
        if (rows[item] instanceof float[] numbers) {
            System.arraycopy(numbers, from, target, at, count);
            return;
        }
        byte[] bytes = (byte[]) rows[item];
        for (int i = 0; i < count; i++) {
            target[at + i] = (bytes[from + i] & 0xff) / LARGEST_BYTE;
        }
    }

    @Override
    public String identity() {
        return identity;
    }
}
