package org.longhaul.training.communicate;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.longhaul.training.tensor.Tensor;

/**
 * Whom a server has heard in time, and what they sent. Ends with the present tensor scope, or when the holders' vectors
 * change.
 */
public final class Heard {
    private final List<Integer> ranks;
    private final List<Integer> late;
    private final Map<Integer, Tensor> received;

    /**
     * Some of those who sent.
     *
     * @param ranks who was heard, in order of arrival
     * @param received what arrives of everybody who sent, sooner or later, by rank
     */
    Heard(List<Integer> ranks, Map<Integer, Tensor> received) {
        this.ranks = List.copyOf(ranks);
        this.received = ImmutableMap.copyOf(received);
        List<Integer> others = new ArrayList<>(received.keySet());
        others.removeAll(ranks);
        others.sort(null);
        late = List.copyOf(others);
    }

    /** Who was heard: ranks in order of arrival. */
    public List<Integer> ranks() {
        return ranks;
    }

    /** Who was not: ranks, ascending. What they sent is on its way and counts for nothing. */
    public List<Integer> late() {
        return late;
    }

    /**
     * The mean over those who were heard, added in order of their ranks, whenever each was heard.
     *
     * @param into becomes the mean
     * @param weights what each rank counts for, all above 0; only their proportions matter
     */
    public void mean(Tensor into, double[] weights) {
        List<Integer> members = ranks.stream().sorted().toList();
        Wire.mean(into, members.size(), Wire.shares(members, weights), place -> {
            int member = members.get(place);
            Tensor sent = received.get(member);
            if (sent == null) {
                throw new IllegalStateException("rank " + member + " was heard, but has sent nothing.");
            }
            return sent;
        });
    }
}
