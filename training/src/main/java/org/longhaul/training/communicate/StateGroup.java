package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/**
 * One kind of flat vector, as each of its holders has it: the parameters, the gradients, one optimizer state.
 *
 * <p>Does not own its tensors. Thread-safety: as its tensors.
 */
public final class StateGroup {
    private final String name;
    private final List<Integer> ranks;
    private final List<Tensor> vectors;
    private final Layout layout;
    private final @Nullable StateGroup residuals;
    private final List<GroupElements> payload;

    /**
     * The vectors of all workers.
     *
     * @param name what it is called in exchanges and checkpoints
     * @param vectors the flat vector of each worker by rank, all of the layout's length and of one type
     * @param layout where the parameters lie in the vectors
     */
    public StateGroup(String name, List<Tensor> vectors, Layout layout) {
        this(name, IntStream.range(0, vectors.size()).boxed().toList(), vectors, layout);
    }

    /**
     * The vectors of some.
     *
     * @param name what it is called in exchanges and checkpoints
     * @param ranks who holds the vectors, ascending
     * @param vectors the flat vector of each of them, all of the layout's length and of one type
     * @param layout where the parameters lie in the vectors
     */
    public StateGroup(String name, List<Integer> ranks, List<Tensor> vectors, Layout layout) {
        this(name, List.copyOf(ranks), List.copyOf(vectors), layout, null);
        if (ranks.size() != vectors.size()) {
            throw new IllegalArgumentException(
                    vectors.size() + " vectors of " + name + " cannot be those of " + ranks.size() + " holders.");
        }
        for (Tensor vector : vectors) {
            if (vector.elements() != layout.elements()) {
                throw new IllegalArgumentException("a vector of " + name + " has " + vector.elements()
                        + " elements, but the layout has " + layout.elements() + ".");
            }
        }
    }

    /**
     * Numbers that are as many whatever the model, such as a loss, in the place of a vector of parameters.
     *
     * @param name what they are called in exchanges
     * @param count how many each holder has, at least 1
     * @param ranks who holds them, ascending
     * @param vectors the numbers of each of them, [count]
     */
    public static StateGroup ofNumbers(String name, long count, List<Integer> ranks, List<Tensor> vectors) {
        Layout layout = new Layout(
                List.of(new ParameterSpec(name, List.of(count), GroupElements.NUMBERS, new Init.Constant(0))));
        return new StateGroup(name, ranks, vectors, layout);
    }

    private StateGroup(
            String name, List<Integer> ranks, List<Tensor> vectors, Layout layout, @Nullable StateGroup residuals) {
        this.name = name;
        this.ranks = ranks;
        this.vectors = vectors;
        this.layout = layout;
        this.residuals = residuals;
        Map<String, Long> elements = new LinkedHashMap<>();
        for (Layout.Range range : layout.ranges()) {
            elements.merge(range.group(), range.length(), Long::sum);
        }
        List<GroupElements> counted = new ArrayList<>(elements.size());
        elements.forEach((group, count) -> counted.add(new GroupElements(group, count)));
        payload = List.copyOf(counted);
    }

    /** The same vectors under another name. */
    public StateGroup as(String otherName) {
        return new StateGroup(otherName, ranks, vectors, layout, residuals);
    }

    /**
     * The same vectors, of which what encoding drops is sent with the next ones.
     *
     * @param kept what each holder still owes; changes with every exchange and belongs into the checkpoint
     */
    public StateGroup withErrorFeedback(StateGroup kept) {
        return new StateGroup(name, ranks, vectors, layout, kept);
    }

    /** The vectors of some of the holders, who are listed in ascending order. */
    public StateGroup of(List<Integer> some) {
        return new StateGroup(
                name,
                List.copyOf(some),
                some.stream().map(this::of).toList(),
                layout,
                residuals == null ? null : residuals.of(some));
    }

    /**
     * A part of every vector, as views that end with the present tensor scope.
     *
     * @param from index of its first element
     * @param to index after its last element
     */
    public StateGroup part(long from, long to) {
        Layout within = layout.part(from, to);
        if (within.elements() == 0) {
            throw new IllegalArgumentException("no element of " + name + " lies from " + from + " to " + to + ".");
        }
        List<Tensor> views = vectors.stream()
                .map(vector -> vector.narrow(0, from, to - from))
                .toList();
        return new StateGroup(name, ranks, views, within, residuals == null ? null : residuals.part(from, to));
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Who holds the vectors: ranks, ascending. */
    public List<Integer> ranks() {
        return ranks;
    }

    /** Number of holders. */
    public int workers() {
        return vectors.size();
    }

    /**
     * The flat vector of one holder, [P].
     *
     * @throws IllegalArgumentException if that rank holds none
     */
    public Tensor of(int rank) {
        int place = rank < vectors.size() && ranks.get(Math.max(0, rank)) == rank
                ? rank
                : Collections.binarySearch(ranks, rank);
        if (place < 0) {
            throw new IllegalArgumentException("rank " + rank + " holds no " + name + "; those that do: " + ranks);
        }
        return vectors.get(place);
    }

    /** Where the parameters lie in each vector. */
    public Layout layout() {
        return layout;
    }

    /** What each holder still owes, if it sends that later. */
    @Nullable
    StateGroup residuals() {
        return residuals;
    }

    /** Whether every holder's vector has the same content. */
    public boolean isEqualOnAllWorkers() {
        for (int place = 1; place < vectors.size(); place++) {
            if (!vectors.get(place).contentEquals(vectors.get(0))) {
                return false;
            }
        }
        return true;
    }

    /** Elements of one holder's vector by parameter group, in forward order, counted from the tensors. */
    public List<GroupElements> payload() {
        return payload;
    }

    // Of exchanges with a root.

    /** The one rank that holds a root's vector. */
    int only() {
        if (workers() != 1) {
            throw new IllegalArgumentException(
                    "the root of an exchange of " + name + " must be one rank, found " + ranks + ".");
        }
        return ranks.get(0);
    }

    /** The holders and the root, ascending. */
    List<Integer> membersWith(int root) {
        if (ranks.contains(root)) {
            return ranks;
        }
        List<Integer> members = new ArrayList<>(ranks);
        members.add(root);
        members.sort(null);
        return members;
    }

    void requireOneEach(List<Tensor> ofRoot) {
        if (ofRoot.size() != workers()) {
            throw new IllegalArgumentException(ofRoot.size() + " vectors of the root cannot be one for each of the "
                    + workers() + " holders of " + name + ".");
        }
    }
}
