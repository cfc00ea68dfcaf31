package org.longhaul.training.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Where the parameters of a model lie in one flat vector: in order, without gaps, row-major.
 *
 * <p>Thread-safety: immutable.
 */
public final class Layout {
    /**
     * A run of neighbouring elements that belong to one group.
     *
     * @param group name of the group
     * @param start index of the first element
     * @param length number of elements
     */
    public record Range(String group, long start, long length) {}

    private final List<ParameterSpec> specs;
    private final long[] offsets;
    private final long statistics;

    /**
     * Lays the parameters out in the given order.
     *
     * @throws IllegalArgumentException if two parameters have the same name, or a running statistic follows what is trained
     */
    public Layout(List<ParameterSpec> specs) {
        this.specs = List.copyOf(specs);
        this.offsets = new long[specs.size() + 1];
        Map<String, Integer> seen = new LinkedHashMap<>();
        long untrained = 0;
        for (int i = 0; i < specs.size(); i++) {
            ParameterSpec spec = specs.get(i);
            if (seen.put(spec.name(), i) != null) {
                throw new IllegalArgumentException("two parameters are named \"" + spec.name() + "\"");
            }
            offsets[i + 1] = offsets[i] + spec.elements();
            if (!spec.isTrained()) {
                if (untrained < offsets[i]) {
                    throw new IllegalArgumentException("the running statistic \"" + spec.name()
                            + "\" must lie before all parameters that are trained");
                }
                untrained = offsets[i + 1];
            }
        }
        statistics = untrained;
    }

    /** Number of elements of the flat vector, P. */
    public long elements() {
        return offsets[specs.size()];
    }

    /**
     * Number of leading elements that are running statistics, which no gradient trains ({@link ParameterSpec.Role#STATISTIC}): the
     * flat vector is these, and then what is trained.
     */
    public long statistics() {
        return statistics;
    }

    /** The parameters in order. */
    public List<ParameterSpec> specs() {
        return specs;
    }

    /** Index of the first element of parameter {@code index}. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Parameter {@code index} as a view of a flat vector, in its own shape; of a matrix of such vectors, row by row. */
    public Tensor slice(Tensor flat, int index) {
        ParameterSpec spec = specs.get(index);
        long[] dimensions = spec.dimensions();
        if (flat.dimensions() == 2) {
            long[] own = dimensions;
            dimensions = new long[own.length + 1];
            dimensions[0] = flat.size(0);
            System.arraycopy(own, 0, dimensions, 1, own.length);
        }
        Tensor part = flat.narrow(-1, offsets[index], spec.elements());
        // A vector of a vector has its shape already.
        return dimensions.length == 1 ? part : part.view(dimensions);
    }

    /** All parameters as views of a flat vector, each in its own shape. */
    public Tensor[] views(Tensor flat) {
        Tensor[] views = new Tensor[specs.size()];
        for (int i = 0; i < views.length; i++) {
            views[i] = slice(flat, i);
        }
        return views;
    }

    /**
     * The layout of a part of the flat vector: parameters that lie in it as a whole keep their shape, of those that are cut
     * the elements within it are a vector.
     *
     * @param from index of its first element
     * @param to index after its last element
     */
    public Layout part(long from, long to) {
        List<ParameterSpec> within = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            ParameterSpec spec = specs.get(i);
            long length = Math.min(to, offsets[i + 1]) - Math.max(from, offsets[i]);
            if (length == spec.elements()) {
                within.add(spec);
            } else if (length > 0) {
                within.add(new ParameterSpec(
                        spec.name(),
                        List.of(length),
                        spec.group(),
                        spec.init(),
                        spec.isTrained() ? ParameterSpec.Role.VECTOR : spec.role()));
            }
        }
        return new Layout(within);
    }

    /** Name of the first parameter of which a flat vector has no finite norm; null if there is none. */
    public @Nullable String firstNonFinite(Tensor flat) {
        for (int i = 0; i < specs.size(); i++) {
            long start = offsets[i];
            long length = specs.get(i).elements();
            if (!Double.isFinite(
                    TensorScope.evaluate(() -> flat.narrow(0, start, length).norm()))) {
                return specs.get(i).name();
            }
        }
        return null;
    }

    /** The groups as runs of elements, in order; a group whose parameters are apart has several. */
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= specs.size(); i++) {
            String group = specs.get(first).group();
            if (i == specs.size() || !specs.get(i).group().equals(group)) {
                ranges.add(new Range(group, offsets[first], offsets[i] - offsets[first]));
                first = i;
            }
        }
        return List.copyOf(ranges);
    }
}
