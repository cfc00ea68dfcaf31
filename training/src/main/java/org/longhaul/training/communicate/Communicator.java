package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Exchanges between workers, and with a server. One call does the arithmetic on the real tensors and reports exactly those
 * elements to a {@link TrainingListener}; there is no other way to communicate, so a volume cannot drift from the training.
 *
 * <p><b>Who.</b> The holders of the {@link StateGroup}: all workers, some of them, or a server. <b>What.</b> Whole vectors or a
 * {@link StateGroup#part}.
 *
 * <p><b>Arithmetic.</b> Every vector that travels is encoded by the exchange's codec, and the arithmetic goes on with what is
 * decoded, and the bytes are those of the encoded tensors. For a mean the contributions, weighted where weights are given,
 * are added in rank order in the tensors' own type; the mean of an all-reduce is encoded again, since it travels back, and is
 * charged if it is the longer, and every member receives the same bits. With a {@linkplain Codec#isSparse sparse} codec the
 * members send their contributions to each other (all-gather), each makes the mean itself, and nothing travels back. What stays
 * where it is is not encoded. One member alone exchanges nothing: nothing is reported.
 *
 * <p>A payload that can only be encoded when it is whole does not travel during the backward pass, whatever was asked for.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it.
 */
public final class Communicator {
    private final TrainingListener listener;
    private final Codec usualCodec;
    private final AskedNetwork network;
    private final Arithmetic arithmetic;
    private final List<Answer> answers = new ArrayList<>();
    private long steps;
    private int begunInStep;

    /** What follows an answer in its step, and is told in the next; null while nothing does. */
    private @Nullable List<TrainingEvent> later;

    /**
     * Reports to {@code listener}.
     *
     * @param usualCodec form of the exchanges that state none
     */
    public Communicator(TrainingListener listener, Codec usualCodec) {
        this(listener, usualCodec, question -> {
            throw new IllegalStateException("nobody answers: " + question);
        });
    }

    /** The same, and asks a network, which answers what methods ask. */
    public Communicator(TrainingListener listener, Codec usualCodec, AskedNetwork network) {
        this(listener, usualCodec, network, new Arithmetic.InProcess());
    }

    private Communicator(TrainingListener listener, Codec usualCodec, AskedNetwork network, Arithmetic arithmetic) {
        this.listener = listener;
        this.usualCodec = usualCodec;
        this.network = network;
        this.arithmetic = arithmetic;
    }

    /**
     * One member of those who exchange over a transport; the vectors of the others in this process are of no meaning, unless an
     * exchange has just made them equal to its own. Everything is reported as in a process that has all members.
     *
     * @param usualCodec form of the exchanges that state none
     * @param transport to the other members; whoever made it closes it
     */
    public static Communicator over(Transport transport, TrainingListener listener, Codec usualCodec) {
        return new Communicator(
                listener, usualCodec, AskedNetwork.prompt(transport.size()), new OverTransport(transport));
    }

    /**
     * Replaces every holder's vector by the mean over all holders; may start when what comes before it is done.
     *
     * @param stated form in which vectors travel; null for the usual one
     */
    public void allReduceMean(StateGroup group, @Nullable Codec stated) {
        allReduceMean(group, stated, Release.AFTER_BACKWARD, null);
    }

    /**
     * Replaces every holder's vector by the mean over all holders.
     *
     * @param stated form in which vectors travel; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void allReduceMean(StateGroup group, @Nullable Codec stated, Release release, double @Nullable [] weights) {
        List<Integer> members = group.ranks();
        if (members.size() < 2) {
            return;
        }
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        double[] shares = Wire.shares(members, weights);
        TensorScope.run(() -> arithmetic.allReduceMean(wire, shares));
        report(wire.exchangeOfAll(members, release));
    }

    /**
     * Every holder receives what all holders have, its own as the others receive it.
     *
     * @param stated form in which vectors travel; null for the usual one
     * @return what was received, in rank order; it ends with the present tensor scope
     */
    public List<Tensor> allGather(StateGroup group, @Nullable Codec stated, Release release) {
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        List<Tensor> received = arithmetic.allGather(wire);
        report(wire, Exchange.Operation.ALL_GATHER, group, Exchange.NO_ROOT, release);
        return received;
    }

    /** Every holder receives its part of the mean over all holders, {@link Shards}. */
    public void reduceScatterMean(StateGroup group, @Nullable Codec stated, Release release) {
        if (group.workers() > 1) {
            Wire wire = new Wire(stated == null ? usualCodec : stated, group);
            TensorScope.run(() -> arithmetic.reduceScatterMean(wire));
            report(wire, Exchange.Operation.REDUCE_SCATTER, group, Exchange.NO_ROOT, release);
        }
    }

    /** Every holder receives the parts of the others, {@link Shards}, and keeps its own as it is. */
    public void allGatherParts(StateGroup group, @Nullable Codec stated, Release release) {
        if (group.workers() > 1) {
            Wire wire = new Wire(stated == null ? usualCodec : stated, group);
            arithmetic.allGatherParts(wire);
            report(wire.exchange(
                    Exchange.Operation.ALL_GATHER, group.ranks(), Exchange.NO_ROOT, Shards.payload(group), release));
        }
    }

    /**
     * Begins an all-reduce of the mean whose result nobody uses before {@link #await}; the holders' vectors stay as they are,
     * and may change while it travels.
     *
     * @param mean becomes the mean, a vector that outlives the step or a part of one; nobody may read it before, and whoever
     *     resumes training needs it, so it belongs into the checkpoint
     * @param stated form in which vectors travel; null for the usual one
     */
    public void beginAllReduceMean(StateGroup group, Tensor mean, @Nullable Codec stated) {
        List<Integer> members = group.ranks();
        if (members.size() < 2) {
            mean.copyInPlace(group.of(members.get(0)));
            return;
        }
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        Arithmetic.Key key = new Arithmetic.Key(steps, begunInStep++);
        TensorScope.run(() -> arithmetic.beginAllReduceMean(wire, mean, key));
        tell(new TrainingEvent.Exchanged(wire.exchangeOfAll(members, Release.AFTER_BACKWARD), true));
    }

    /**
     * Waits for an exchange that was begun in this or an earlier step.
     *
     * @param group what was exchanged
     * @param stepsAgo steps since then
     * @param index its place among the exchanges that were begun in that step, from 0
     */
    public void await(StateGroup group, int stepsAgo, int index) {
        if (group.workers() > 1) {
            land(stepsAgo, index);
            tell(new TrainingEvent.Awaited(stepsAgo, index));
        }
    }

    /**
     * Replaces the root's vector by the mean over the holders of {@code group}; theirs stay as they are.
     *
     * @param root who receives it and where to: the vector of one rank, which may be one of the holders
     * @param stated form in which vectors travel; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void reduceMean(
            StateGroup group, StateGroup root, @Nullable Codec stated, Release release, double @Nullable [] weights) {
        int rank = root.only();
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        double[] shares = Wire.shares(group.ranks(), weights);
        TensorScope.run(() -> arithmetic.reduceMean(wire, shares, rank, root.of(rank)));
        report(wire, Exchange.Operation.REDUCE, group, rank, release);
    }

    /**
     * Replaces the vectors of the holders of {@code group} by the root's.
     *
     * @param root who sends it and where from: the vector of one rank
     * @param stated form in which vectors travel; null for the usual one
     */
    public void broadcast(StateGroup root, StateGroup group, @Nullable Codec stated, Release release) {
        int rank = root.only();
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> arithmetic.broadcast(wire, rank, root.of(rank)));
        report(wire, Exchange.Operation.BROADCAST, group, rank, release);
    }

    /**
     * Puts the holders' vectors where the root wants them, each for itself.
     *
     * @param root rank that receives
     * @param into a vector for each holder, in rank order
     * @param stated form in which vectors travel; null for the usual one
     */
    public void gather(StateGroup group, int root, List<Tensor> into, @Nullable Codec stated, Release release) {
        group.requireOneEach(into);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> arithmetic.gather(wire, root, into));
        report(wire, Exchange.Operation.GATHER, group, root, release);
    }

    /**
     * Gives each holder the vector that the root has for it.
     *
     * @param root rank that sends
     * @param from a vector for each holder, in rank order
     * @param stated form in which vectors travel; null for the usual one
     */
    public void scatter(int root, List<Tensor> from, StateGroup group, @Nullable Codec stated, Release release) {
        group.requireOneEach(from);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> arithmetic.scatter(wire, root, from));
        report(wire, Exchange.Operation.SCATTER, group, root, release);
    }

    /** A step, or the end, begins: letters of the one before are of one step ago; what followed its answer is told now. */
    public void beginStep() {
        steps++;
        begunInStep = 0;
        List<TrainingEvent> told = later;
        later = null;
        if (told != null && !told.isEmpty()) {
            told.forEach(listener::heard);
            listener.heard(new TrainingEvent.Resumed());
        }
    }

    /** Whether the last step exchanged something after an answer, which is told when the next begins. */
    public boolean hasMoreToTell() {
        return later != null && !later.isEmpty();
    }

    /**
     * Asks who has come to the end of a round, and waits for the answer. What is exchanged after it in the step takes place before
     * the next.
     */
    public Answer call(RollCall call) {
        listener.heard(new TrainingEvent.Called(call));
        Answer answer = network.answer(call);
        answers.add(answer);
        listener.heard(new TrainingEvent.Answered(answer));
        later = new ArrayList<>();
        return answer;
    }

    /**
     * Sends a vector of one rank to another, who waits for it; the sender goes on at once.
     *
     * @param from who sends it and where from: the vector of one rank
     * @param to who receives it and where to
     * @param stated form in which it travels; null for the usual one
     */
    public void send(StateGroup from, StateGroup to, @Nullable Codec stated) {
        send(from, to.only(), to.of(to.only()), stated, false);
    }

    /**
     * The same as a letter: the receiver goes on as well, and asks for it later. Its content is in {@code to} at once, which
     * nobody may read before he has heard of it, and which belongs into the checkpoint.
     */
    public void post(StateGroup from, StateGroup to, @Nullable Codec stated) {
        send(from, to.only(), to.of(to.only()), stated, true);
    }

    /**
     * The receiver of a letter waits for it; its sender does not.
     *
     * @param receiver rank
     * @param stepsAgo steps since it was posted
     * @param index its place among what was begun in that step and is awaited later, from 0
     */
    public void awaitLetter(int receiver, int stepsAgo, int index) {
        land(stepsAgo, index);
        tell(new TrainingEvent.Awaited(stepsAgo, index, new Members(List.of(receiver))));
    }

    private void send(StateGroup from, int receiver, Tensor into, @Nullable Codec stated, boolean isLetter) {
        int sender = from.only();
        Wire wire = new Wire(stated == null ? usualCodec : stated, from);
        Arithmetic.Key key = isLetter ? new Arithmetic.Key(steps, begunInStep++) : null;
        TensorScope.run(() -> arithmetic.send(wire, receiver, into, key));
        List<Integer> members = sender < receiver ? List.of(sender, receiver) : List.of(receiver, sender);
        Exchange exchange = wire.exchange(Exchange.Operation.BROADCAST, members, sender, Release.AFTER_BACKWARD);
        tell(new TrainingEvent.Sent(exchange, isLetter));
    }

    private void land(int stepsAgo, int index) {
        TensorScope.run(() -> arithmetic.await(new Arithmetic.Key(steps - stepsAgo, index)));
    }

    /** Waits for everything that was begun or posted, which is awaited nevertheless: what a checkpoint keeps has arrived. */
    public void settle() {
        TensorScope.run(() -> arithmetic.settle(steps));
    }

    /** The session ends: nobody awaits what was begun or posted any more, as when it was broken off. */
    public void close() {
        arithmetic.drop();
    }

    /** Asks which letters have arrived, and waits for the answer; the last thing that a step does on the network. */
    public Answer ask(Question question) {
        listener.heard(new TrainingEvent.Asked(question));
        Answer answer = network.answer(question);
        answers.add(answer);
        listener.heard(new TrainingEvent.Answered(answer));
        return answer;
    }

    /**
     * Every holder sends its vector to a server, which waits for them until a deadline or until it has heard enough; the last
     * thing that a step does on the network.
     *
     * @param stated form in which vectors travel; null for the usual one
     * @return whom it heard; what the others sent still travels
     */
    public Heard gather(StateGroup group, int server, @Nullable Codec stated, Deadline deadline) {
        Map<Integer, Tensor> received = new LinkedHashMap<>();
        List<Letter> letters = new ArrayList<>();
        for (int rank : group.ranks()) {
            Tensor into = Tensors.zerosLike(group.of(rank));
            send(group.of(List.of(rank)), server, into, stated, true);
            received.put(rank, into);
            letters.add(new Letter(rank, 0, begunInStep - 1));
        }
        Answer answer = ask(deadline.question(letters));
        List<Integer> heard = answer.heard().stream()
                .map(place -> letters.get(place).sender())
                .toList();
        return new Heard(heard, received);
    }

    /** Those of some who had nothing left to do and were up when the network last answered, or at first. */
    public List<Integer> presentOf(List<Integer> ranks) {
        if (answers.isEmpty()) {
            return network.presentAtFirst(ranks);
        }
        List<Integer> present = answers.get(answers.size() - 1).present();
        return ranks.stream()
                .filter(rank -> Collections.binarySearch(present, rank) >= 0)
                .toList();
    }

    /** Those of some who were up before anything was asked. */
    public List<Integer> presentAtFirst(List<Integer> ranks) {
        return network.presentAtFirst(ranks);
    }

    /** Each of some writes so many values to storage; who computes next waits until it has written. */
    public void write(List<Integer> ranks, long elements) {
        tell(new TrainingEvent.Stored(new Members(ranks), elements, false));
    }

    /** Each of some reads so many values from storage. */
    public void read(List<Integer> ranks, long elements) {
        tell(new TrainingEvent.Stored(new Members(ranks), elements, true));
    }

    /** All answers so far, in order, those before a checkpoint included. */
    public List<Answer> answers() {
        return Collections.unmodifiableList(answers);
    }

    /** What was answered before a checkpoint from which training goes on. */
    public void restore(List<Answer> earlier) {
        answers.clear();
        answers.addAll(earlier);
    }

    private void report(Wire wire, Exchange.Operation operation, StateGroup group, int root, Release release) {
        List<Integer> members = root == Exchange.NO_ROOT ? group.ranks() : group.membersWith(root);
        if (members.size() > 1) {
            report(wire.exchange(operation, members, root, release));
        }
    }

    private void report(Exchange exchange) {
        tell(new TrainingEvent.Exchanged(exchange));
    }

    private void tell(TrainingEvent event) {
        if (later == null) {
            listener.heard(event);
        } else {
            later.add(event);
        }
    }
}
