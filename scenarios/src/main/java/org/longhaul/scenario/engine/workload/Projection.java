package org.longhaul.scenario.engine.workload;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.ParameterGroup;

/**
 * Which groups of the charged model each group of the trained model stands for.
 *
 * <p>Trained block i of L covers the charged blocks from floor(i·C/L) to floor((i+1)·C/L), C the charged model's number of
 * blocks; other groups (embedding, final norm) stand for those of the same name, and a charged group without counterpart
 * goes with the one before it. A payload that holds all elements of a trained group charges all elements of the charged
 * groups; one that holds a part charges the same part, rounded down per group.
 */
public final class Projection {
    private static final Pattern BLOCK = Pattern.compile("(.*?)(\\d+)");

    private final List<ParameterGroup> trained;
    private final List<ParameterGroup> charged;
    private final Map<String, Long> trainedElements = new HashMap<>();
    private final Map<String, List<Integer>> covered = new HashMap<>();

    /** Operations of the charged model's forward pass in a step. */
    private final double forwardFlops;

    private Projection(List<ParameterGroup> trained, List<ParameterGroup> charged, double forwardFlops) {
        this.trained = List.copyOf(trained);
        this.charged = List.copyOf(charged);
        this.forwardFlops = forwardFlops;
    }

    /**
     * Charges another model.
     *
     * @param trained groups of the trained model, in forward order
     * @param charged groups of the model that is charged, in forward order
     */
    public static Projection onto(List<ParameterGroup> trained, List<ParameterGroup> charged) {
        return onto(trained, charged, 0);
    }

    /**
     * The same, for operations too.
     *
     * @param forwardFlops operations of the charged model's forward pass in a worker's step; 0 where none are charged
     */
    public static Projection onto(List<ParameterGroup> trained, List<ParameterGroup> charged, double forwardFlops) {
        Projection projection = new Projection(trained, charged, forwardFlops);
        List<Integer> trainedBlocks = blocks(trained);
        List<Integer> chargedBlocks = blocks(charged);
        int[] owner = new int[charged.size()];
        Arrays.fill(owner, -1);
        for (int i = 0; i < trainedBlocks.size(); i++) {
            int from = (int) ((long) i * chargedBlocks.size() / trainedBlocks.size());
            int to = (int) ((i + 1L) * chargedBlocks.size() / trainedBlocks.size());
            for (int block = from; block < to; block++) {
                owner[chargedBlocks.get(block)] = trainedBlocks.get(i);
            }
        }
        for (int c = 0; c < owner.length; c++) {
            for (int t = 0; owner[c] < 0 && t < trained.size(); t++) {
                if (trained.get(t).name().equals(charged.get(c).name())) {
                    owner[c] = t;
                }
            }
        }
        for (int c = 0; c < owner.length; c++) {
            if (owner[c] < 0) {
                owner[c] = c == 0 ? 0 : owner[c - 1];
            }
        }
        projection.assign(owner);
        return projection;
    }

    /** The same onto the same charged model, from another trained model. */
    public Projection from(List<ParameterGroup> trained) {
        return onto(trained, charged, forwardFlops);
    }

    /**
     * How many forward passes of the charged model take as many operations as factorizing its matrices, which grows with the
     * cube of a matrix's sides: with the power 3/2 of its elements.
     *
     * @param flops operations on the trained model's matrices
     */
    public double forwardPasses(List<GroupFlops> flops) {
        double sum = 0;
        for (GroupFlops part : flops) {
            double whole = trainedElements.getOrDefault(part.group(), 0L);
            for (int group : covered.getOrDefault(part.group(), List.of())) {
                sum += part.flops() * Math.pow(charged.get(group).elements() / whole, 1.5);
            }
        }
        return forwardFlops == 0 ? 0 : sum / forwardFlops;
    }

    private void assign(int[] owner) {
        for (int t = 0; t < trained.size(); t++) {
            List<Integer> stands = new ArrayList<>();
            for (int c = 0; c < owner.length; c++) {
                if (owner[c] == t) {
                    stands.add(c);
                }
            }
            trainedElements.put(trained.get(t).name(), trained.get(t).elements());
            covered.put(trained.get(t).name(), List.copyOf(stands));
        }
    }

    /** Indices of the groups whose name ends in a number, when there are several with one stem. */
    private static List<Integer> blocks(List<ParameterGroup> groups) {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Matcher matcher = BLOCK.matcher(groups.get(i).name());
            if (matcher.matches()) {
                blocks.add(i);
            }
        }
        return blocks;
    }

    /** Trained groups with elements that stand for no group of the charged model. */
    public List<String> standingForNothing() {
        return trained.stream()
                .filter(group -> group.elements() > 0
                        && covered.getOrDefault(group.name(), List.of()).isEmpty())
                .map(ParameterGroup::name)
                .toList();
    }

    /** Groups of the charged model, in forward order. */
    public List<ParameterGroup> charged() {
        return charged;
    }

    /** Elements of the charged model. */
    public long chargedElements() {
        return charged.stream().mapToLong(ParameterGroup::elements).sum();
    }

    /** How many values of the charged model some of the trained model stand for, of whatever groups. */
    public double charged(long values) {
        long all = trained.stream().mapToLong(ParameterGroup::elements).sum();
        return (double) values / all * chargedElements();
    }

    /**
     * Elements that an exchange charges, by charged group; numbers that belong to no group are charged as they are, to the first.
     *
     * @throws IllegalArgumentException if the payload names a group that the trained model does not have
     */
    public long[] elements(Exchange exchange) {
        long[] elements = new long[charged.size()];
        for (GroupElements part : exchange.payload()) {
            if (part.group().equals(GroupElements.NUMBERS)) {
                elements[0] += part.elements();
                continue;
            }
            List<Integer> stands = covered.get(part.group());
            Long whole = trainedElements.get(part.group());
            if (stands == null || whole == null) {
                throw new IllegalArgumentException("the exchange '" + exchange.label() + "' names the group '"
                        + part.group() + "' that the model does not have; it has " + covered.keySet());
            }
            if (part.elements() > whole) {
                throw new IllegalArgumentException("the exchange '" + exchange.label() + "' has " + part.elements()
                        + " elements of the group '" + part.group() + "', which has " + whole);
            }
            for (int group : stands) {
                elements[group] += share(charged.get(group).elements(), part.elements(), whole);
            }
        }
        return elements;
    }

    /** That part of so many that {@code part} is of {@code whole}, rounded down. */
    static long share(long elements, long part, long whole) {
        return part == whole
                ? elements
                : BigInteger.valueOf(elements)
                        .multiply(BigInteger.valueOf(part))
                        .divide(BigInteger.valueOf(whole))
                        .longValueExact();
    }
}
