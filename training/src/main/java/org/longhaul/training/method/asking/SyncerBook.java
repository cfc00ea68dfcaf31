package org.longhaul.training.method.asking;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Letter;

/**
 * What the syncer of {@link DecoupledDiLoCo} knows of its learners, and what follows for each step: who is given work, what is
 * merged from whom, who sends and takes in what. Follows from the answers of the network alone, so a resumed training finds it
 * by reading them again.
 */
final class SyncerBook {
    /**
     * What is done in one step.
     *
     * @param learner who is given work
     * @param ownSteps local steps that it has done
     * @param isNew whether it has done none yet, and needs the model
     * @param peer whose state it takes over, since it was lost; null if it was not
     * @param sends the fragment that it sends before it trains on; null for none
     * @param landings fragments that it takes in on the way
     * @param heard learners of whom the syncer merges a fragment before, ascending; empty if it does not
     * @param weights what each of them counts for
     * @param fragment which is merged
     * @param told to whom it is sent then
     * @param merges number of merges with this one
     */
    record Turn(
            int learner,
            long ownSteps,
            boolean isNew,
            @Nullable Integer peer,
            @Nullable Integer sends,
            List<Landing> landings,
            List<Integer> heard,
            ImmutableDoubleArray weights,
            int fragment,
            List<Integer> told,
            long merges) {}

    /**
     * A fragment that a learner takes in.
     *
     * @param after how many local steps of the present turn
     * @param stepsAgo steps since it was sent
     * @param index its place among the letters of that step
     */
    record Landing(int fragment, long after, int stepsAgo, int index) {}

    /** A fragment on its way to a learner: sent in which step, at which place, when the learner had been given how many local steps. */
    private record Parcel(long step, int index, long ownSteps) {}

    /** What is known of one learner. */
    private final class Learner {
        private final int rank;
        private final Parcel[] parcels = new Parcel[fragments];
        /** Local steps after which it last took in each fragment. */
        private final long[] takenIn = new long[fragments];

        private long ownSteps;
        private long workedIn = -1;
        /** Number of the merge that was being prepared when it last looked. */
        private long seen;
        /** Local steps after which it last sent, the merge that this was for, and which letter it was. */
        private long sentAfter;

        private long sentFor = -1;
        private long sentIn;
        private int sentAs;
        private double weight;

        Learner(int rank) {
            this.rank = rank;
        }

        boolean isLost() {
            return round - seen > fragments;
        }

        boolean hasFragmentToSend() {
            return ownSteps - sentAfter >= settings.between();
        }
    }

    private final DecoupledDiLoCo.Settings settings;
    private final int fragments;
    private final List<Learner> learners;
    /** Learners whose fragment for the present merge has arrived. */
    private final TreeSet<Integer> arrived = new TreeSet<>();

    private long round;
    private int read;

    SyncerBook(DecoupledDiLoCo.Settings settings, int workers) {
        this.settings = settings;
        fragments = settings.fragments();
        learners = IntStream.range(0, workers).mapToObj(Learner::new).toList();
    }

    /** What is to be done in a step, after as many answers. */
    Turn turn(long step, List<Answer> answers) {
        if (answers.size() != step || read > step) {
            throw new IllegalStateException("after " + step + " steps as many answers of the network are needed,"
                    + " found " + answers.size() + " and " + read + " of them read.");
        }
        for (; read < step; read++) {
            follow(read, read == 0 ? null : answers.get(read - 1));
        }
        read++;
        return follow(step, step == 0 ? null : answers.get(Math.toIntExact(step - 1)));
    }

    private Turn follow(long step, @Nullable Answer answer) {
        Learner learner = learners.get(answer == null ? 0 : answer.ready().get(0));
        if (answer != null) {
            List<Integer> senders = sendersUnderWay().map(each -> each.rank).toList();
            answer.heard().forEach(place -> arrived.add(senders.get(place)));
        }
        int fragment = (int) (round % fragments);
        List<Integer> heard = isMergeDue(learner) ? List.copyOf(arrived) : List.of();
        ImmutableDoubleArray weights =
                ImmutableDoubleArray.copyOf(heard.stream().mapToDouble(rank -> learners.get(rank).weight));
        List<Integer> told = new ArrayList<>();
        if (!heard.isEmpty()) {
            arrived.clear();
            round++;
            for (Learner each : learners) {
                if (!each.isLost() && each.workedIn >= 0) {
                    each.parcels[fragment] = new Parcel(step, told.size(), each.ownSteps);
                    told.add(each.rank);
                }
            }
        }
        boolean isNew = learner.workedIn < 0;
        Integer peer = learner.isLost() && !isNew ? peerOf(learner) : null;
        if (peer != null) {
            become(learner, learners.get(peer));
        }
        learner.seen = round;
        Integer sends = null;
        if (learner.hasFragmentToSend() && learner.sentFor != round) {
            sends = (int) (round % fragments);
            // Tokens x tokens/steps, where every step has as many tokens.
            learner.weight = Math.max(1, learner.ownSteps - learner.takenIn[sends]);
            learner.sentAfter = learner.ownSteps;
            learner.sentFor = round;
            learner.sentIn = step;
            learner.sentAs = told.size();
        }
        long before = learner.ownSteps;
        List<Landing> landings = landings(learner, step);
        learner.ownSteps += settings.atOnce();
        learner.workedIn = step;
        return new Turn(
                learner.rank, before, isNew, peer, sends, landings, heard, weights, fragment, List.copyOf(told), round);
    }

    /** Enough were heard, and nobody else is expected or the one that looks has its next fragment to send. */
    private boolean isMergeDue(Learner looking) {
        if (arrived.size() < settings.minimumQuorum()) {
            return false;
        }
        return settings.grace() == DecoupledDiLoCo.Grace.NONE
                || learners.stream().allMatch(each -> each.isLost() || arrived.contains(each.rank))
                || (looking.sentFor == round && looking.hasFragmentToSend());
    }

    private List<Landing> landings(Learner learner, long step) {
        List<Landing> landings = new ArrayList<>();
        for (int p = 0; p < fragments; p++) {
            Parcel parcel = learner.parcels[p];
            if (parcel != null) {
                long after = Math.max(0, parcel.ownSteps() + settings.overlapSteps() - learner.ownSteps);
                if (after < settings.atOnce()) {
                    landings.add(new Landing(p, after, Math.toIntExact(step - parcel.step()), parcel.index()));
                    learner.takenIn[p] = learner.ownSteps + after;
                    learner.parcels[p] = null;
                }
            }
        }
        return landings;
    }

    /** The one that was given work last, of those that are there. */
    private @Nullable Integer peerOf(Learner lost) {
        return learners.stream()
                .filter(each -> each != lost && !each.isLost() && each.workedIn >= 0)
                .max(Comparator.comparing(each -> each.workedIn))
                .map(each -> each.rank)
                .orElse(null);
    }

    private static void become(Learner lost, Learner peer) {
        Arrays.fill(lost.parcels, null);
        System.arraycopy(peer.takenIn, 0, lost.takenIn, 0, lost.takenIn.length);
        lost.ownSteps = peer.ownSteps;
        lost.sentAfter = peer.sentAfter;
    }

    /** Learners by when they were last given work, the longest ago first. */
    List<Integer> learnersByWork() {
        return learners.stream()
                .sorted(Comparator.comparing(each -> each.workedIn))
                .map(each -> each.rank)
                .toList();
    }

    /** Fragments that were sent for the present merge and are not heard of yet. */
    List<Letter> lettersUnderWay(long step) {
        return sendersUnderWay()
                .map(each -> new Letter(each.rank, Math.toIntExact(step - each.sentIn), each.sentAs))
                .toList();
    }

    private Stream<Learner> sendersUnderWay() {
        return learners.stream().filter(each -> each.sentFor == round && !arrived.contains(each.rank));
    }
}
