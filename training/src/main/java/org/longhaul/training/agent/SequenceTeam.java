package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.longhaul.training.model.Seeds;

/** Sequence agents with their drafts to some queries; an answer is two digits. */
final class SequenceTeam implements AgentTeam {
    private final SequenceAgents.Settings settings;
    private final SequenceNets nets;
    private final List<int[]> pairs;
    private final float[][][] drafts;

    SequenceTeam(SequenceAgents.Settings settings, SequenceNets nets, List<int[]> pairs, float[][][] drafts) {
        this.settings = settings;
        this.nets = nets;
        this.pairs = pairs;
        this.drafts = drafts;
    }

    @Override
    public int agents() {
        return settings.agents();
    }

    @Override
    public int queries() {
        return pairs.size();
    }

    @Override
    public int embeddingWidth() {
        return settings.embedding();
    }

    @Override
    public float[] draft(int query, int agent) {
        return drafts[query][agent];
    }

    @Override
    public float[] embedding(float[] answer) {
        return nets.embedding(answer);
    }

    /** Readings of one length are computed together. */
    @Override
    public List<float[]> refine(int agent, List<Reading> readings) {
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < readings.size(); i++) {
            byLength.computeIfAbsent(readings.get(i).answers().size(), length -> new ArrayList<>())
                    .add(i);
        }
        float[][] refined = new float[readings.size()][];
        byLength.forEach((length, places) -> {
            long[][] rows = new long[places.size()][];
            for (int i = 0; i < rows.length; i++) {
                Reading reading = readings.get(places.get(i));
                List<float[]> read = new ArrayList<>();
                read.add(drafts[reading.query()][agent]);
                read.addAll(reading.answers());
                int[] pair = pairs.get(reading.query());
                rows[i] = SequenceNets.row(settings, pair[0], pair[1], read, false);
            }
            float[][] answers = nets.likeliest(agent, rows);
            for (int i = 0; i < rows.length; i++) {
                refined[places.get(i)] = answers[i];
            }
        });
        return List.of(refined);
    }

    @Override
    public int said(float[] answer) {
        int first = (int) answer[0];
        int second = (int) answer[1];
        return first * settings.base() + second;
    }

    @Override
    public int truth(int query) {
        int[] pair = pairs.get(query);
        return (pair[0] + pair[1]) % settings.numbers();
    }

    @Override
    public int[][] draws(int agent, int times, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "sequence-draws-" + agent));
        int[][] said = new int[pairs.size()][times];
        for (int i = 0; i < times; i++) {
            float[][] answers = nets.draws(agent, pairs, random);
            for (int query = 0; query < said.length; query++) {
                said[query][i] = said(answers[query]);
            }
        }
        return said;
    }
}
