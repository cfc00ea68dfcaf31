package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Layout.Range;

/**
 * The last parameter groups of a model in the order of the forward pass, and the backbone before them: a flat vector is the one
 * followed by the other.
 *
 * @param backbone elements of the backbone, 0 where all layers are key layers
 * @param layers the key layers in order
 */
public record KeyLayers(long backbone, List<Range> layers) {
    public KeyLayers {
        layers = List.copyOf(layers);
    }

    /**
     * The last so many groups.
     *
     * @param count how many, or all where the model has fewer
     * @throws IllegalArgumentException if their parameters do not lie at the end of the vector
     */
    public static KeyLayers of(Layout layout, int count) {
        List<Range> ranges = layout.ranges();
        List<String> groups = new ArrayList<>();
        for (Range range : ranges) {
            if (groups.contains(range.group())) {
                throw new IllegalArgumentException("the parameters of group " + range.group()
                        + " are apart, so that they are no layer at the end of the model.");
            }
            groups.add(range.group());
        }
        List<Range> last = ranges.subList(Math.max(0, ranges.size() - count), ranges.size());
        return new KeyLayers(last.isEmpty() ? layout.elements() : last.get(0).start(), last);
    }

    /** Elements of the key layers. */
    public long elements() {
        long sum = 0;
        for (Range layer : layers) {
            sum += layer.length();
        }
        return sum;
    }
}
