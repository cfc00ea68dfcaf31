package org.longhaul.training.agent;

import java.util.Arrays;
import org.longhaul.training.model.Seeds;

/** The trained weights of classifiers and what they compute: plain loops, since each query asks few agents. */
final class ClassifierNets {
    /** The encoder is the same for all tasks, seeds and agents, so that policies can be carried over. */
    private static final long ENCODER_SEED = Seeds.of(1, "encoder");

    private final ClassifierAgents.Settings settings;
    private final Weights draft;
    private final Weights refine;
    private final float[] encoder;

    /** Nets for drafts alone. */
    ClassifierNets(ClassifierAgents.Settings settings, FittedNet draft) {
        this.settings = settings;
        this.draft = new Weights(draft, settings);
        this.refine = this.draft;
        this.encoder = ClassifierAgents.normal(settings.embedding() * settings.classes(), 1, ENCODER_SEED);
    }

    /** The same with nets for refinements. */
    ClassifierNets(ClassifierNets drafts, FittedNet refine) {
        this.settings = drafts.settings;
        this.draft = drafts.draft;
        this.refine = new Weights(refine, settings);
        this.encoder = drafts.encoder;
    }

    /** Drafts to all queries, by query and agent. */
    float[][][] drafts(int[][] views, ClassifierQueries queries) {
        float[][][] drafts = new float[queries.count()][views.length][];
        float[] inputs = new float[settings.seen()];
        for (int query = 0; query < drafts.length; query++) {
            for (int agent = 0; agent < views.length; agent++) {
                queries.copyView(query, views[agent], inputs, 0);
                float[] hidden = draft.start(agent);
                draft.add(agent, 0, inputs, hidden);
                drafts[query][agent] = draft.probabilities(agent, hidden);
            }
        }
        return drafts;
    }

    /** What of a refinement does not depend on what is heard: the hidden layer before its threshold. */
    float[] known(int agent, int[] view, ClassifierQueries queries, int query, float[] ownDraft) {
        float[] inputs = new float[settings.seen()];
        queries.copyView(query, view, inputs, 0);
        float[] hidden = refine.start(agent);
        refine.add(agent, 0, inputs, hidden);
        refine.add(agent, inputs.length, ownDraft, hidden);
        return hidden;
    }

    /**
     * A refined answer.
     *
     * @param known what does not depend on what is heard
     * @param mean of what others answered
     * @param share of all others
     */
    float[] refined(int agent, float[] known, float[] mean, float share) {
        float[] hidden = known.clone();
        int start = settings.seen() + settings.classes();
        refine.add(agent, start, mean, hidden);
        refine.add(agent, start + mean.length, new float[] {share}, hidden);
        return refine.probabilities(agent, hidden);
    }

    float[] embedding(float[] probabilities) {
        int width = settings.embedding();
        float[] embedding = new float[width];
        double squares = 0;
        for (int k = 0; k < width; k++) {
            double sum = 0;
            for (int c = 0; c < probabilities.length; c++) {
                sum += encoder[k * probabilities.length + c] * probabilities[c];
            }
            embedding[k] = (float) sum;
            squares += sum * sum;
        }
        double norm = Math.sqrt(squares);
        for (int k = 0; k < width; k++) {
            embedding[k] = (float) (embedding[k] / norm);
        }
        return embedding;
    }

    /** A stack of nets with one hidden layer. */
    private static final class Weights {
        private final int inputs;
        private final int hidden;
        private final int classes;
        private final float[] in;
        private final float[] inBias;
        private final float[] out;
        private final float[] outBias;

        Weights(FittedNet net, ClassifierAgents.Settings settings) {
            hidden = settings.hidden();
            classes = settings.classes();
            in = net.values(0);
            inBias = net.values(1);
            out = net.values(2);
            outBias = net.values(3);
            inputs = in.length / hidden / settings.agents();
        }

        float[] start(int agent) {
            return Arrays.copyOfRange(inBias, agent * hidden, (agent + 1) * hidden);
        }

        /** Adds what some inputs, from the first on, give to the hidden layer. */
        void add(int agent, int first, float[] values, float[] to) {
            for (int i = 0; i < values.length; i++) {
                int row = (agent * inputs + first + i) * hidden;
                float value = values[i];
                for (int h = 0; h < hidden; h++) {
                    to[h] += value * in[row + h];
                }
            }
        }

        float[] probabilities(int agent, float[] before) {
            float[] scores = Arrays.copyOfRange(outBias, agent * classes, (agent + 1) * classes);
            for (int h = 0; h < hidden; h++) {
                float value = Math.max(0, before[h]);
                int row = (agent * hidden + h) * classes;
                for (int c = 0; c < classes; c++) {
                    scores[c] += value * out[row + c];
                }
            }
            float most = Float.NEGATIVE_INFINITY;
            for (float score : scores) {
                most = Math.max(most, score);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                scores[c] = (float) Math.exp(scores[c] - most);
                sum += scores[c];
            }
            for (int c = 0; c < classes; c++) {
                scores[c] = (float) (scores[c] / sum);
            }
            return scores;
        }
    }
}
