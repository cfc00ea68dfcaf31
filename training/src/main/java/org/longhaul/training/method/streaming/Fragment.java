package org.longhaul.training.method.streaming;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A part of a model that is exchanged on its own: some parameter groups, wherever they lie in the flat vector.
 *
 * @param ranges where, in order
 * @param layout where the parameters lie in the fragment's own vector, which has the ranges one after another
 */
public record Fragment(List<Layout.Range> ranges, Layout layout) {

    /** Which groups, in forward order, go into which fragment. */
    public enum Cut {
        /** Group g goes into fragment g mod P, so that each fragment has early and late layers. */
        @JsonProperty("strided")
        STRIDED,
        /** Neighbours go together: group g of G into fragment floor(g P / G). */
        @JsonProperty("sequential")
        SEQUENTIAL;

        private int fragment(int group, int groups, int fragments) {
            return this == STRIDED ? group % fragments : (int) ((long) group * fragments / groups);
        }
    }

    /**
     * Cuts a model.
     *
     * @param most how many fragments, or as many as the model has groups if these are fewer
     */
    static List<Fragment> cut(Layout layout, int most, Cut cut) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        layout.ranges().forEach(range -> names.add(range.group()));
        List<String> groups = List.copyOf(names);
        int count = Math.min(most, groups.size());
        List<Fragment> fragments = new ArrayList<>();
        for (int fragment = 0; fragment < count; fragment++) {
            int wanted = fragment;
            List<String> own = groups.stream()
                    .filter(group -> cut.fragment(groups.indexOf(group), groups.size(), count) == wanted)
                    .toList();
            List<ParameterSpec> specs = layout.specs().stream()
                    .filter(spec -> own.contains(spec.group()))
                    .toList();
            List<Layout.Range> ranges = layout.ranges().stream()
                    .filter(range -> own.contains(range.group()))
                    .toList();
            fragments.add(new Fragment(ranges, new Layout(specs)));
        }
        return List.copyOf(fragments);
    }

    /** The fragment of a flat vector, in a vector of its own. */
    Tensor of(Tensor flat) {
        return Tensors.cat(
                ranges.stream()
                        .map(range -> flat.narrow(0, range.start(), range.length()))
                        .toList(),
                0);
    }

    /** The fragment of every holder's vector, in vectors of their own. */
    StateGroup of(StateGroup flat) {
        return new StateGroup(
                flat.name(),
                flat.ranks(),
                flat.ranks().stream().map(rank -> of(flat.of(rank))).toList(),
                layout);
    }

    /** Puts a fragment back to where it belongs. */
    void put(Tensor fragment, Tensor flat) {
        long done = 0;
        for (Layout.Range range : ranges) {
            flat.narrow(0, range.start(), range.length()).copyInPlace(fragment.narrow(0, done, range.length()));
            done += range.length();
        }
    }
}
