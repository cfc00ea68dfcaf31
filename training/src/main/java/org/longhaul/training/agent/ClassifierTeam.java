package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.longhaul.training.model.Seeds;

/** Classifiers with their drafts to some queries; an answer is a vector of probabilities. */
final class ClassifierTeam implements AgentTeam {
    private final ClassifierAgents.Settings settings;
    private final ClassifierNets nets;
    private final ClassifierQueries queries;
    private final float[][][] drafts;
    private final float[][][] known;

    ClassifierTeam(ClassifierAgents.Settings settings, int[][] views, ClassifierNets nets, ClassifierQueries queries) {
        this.settings = settings;
        this.nets = nets;
        this.queries = queries;
        this.drafts = nets.drafts(views, queries);
        this.known = new float[queries.count()][views.length][];
        for (int query = 0; query < known.length; query++) {
            for (int agent = 0; agent < views.length; agent++) {
                known[query][agent] = nets.known(agent, views[agent], queries, query, drafts[query][agent]);
            }
        }
    }

    @Override
    public int agents() {
        return settings.agents();
    }

    @Override
    public int queries() {
        return queries.count();
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

    @Override
    public List<float[]> refine(int agent, List<Reading> readings) {
        List<float[]> refined = new ArrayList<>(readings.size());
        for (Reading reading : readings) {
            float[] mean = new float[settings.classes()];
            int heard = reading.answers().size();
            for (float[] answer : reading.answers()) {
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += answer[k] / heard;
                }
            }
            refined.add(nets.refined(agent, known[reading.query()][agent], mean, heard / (settings.agents() - 1f)));
        }
        return refined;
    }

    @Override
    public int said(float[] answer) {
        int largest = 0;
        for (int k = 1; k < answer.length; k++) {
            largest = answer[k] > answer[largest] ? k : largest;
        }
        return largest;
    }

    @Override
    public int truth(int query) {
        return queries.label(query);
    }

    @Override
    public int[][] draws(int agent, int times, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "draws-" + agent));
        int[][] said = new int[queries.count()][times];
        for (int query = 0; query < said.length; query++) {
            for (int i = 0; i < times; i++) {
                float[] probabilities = drafts[query][agent];
                double left = random.nextDouble();
                int label = 0;
                while (label < probabilities.length - 1 && left >= probabilities[label]) {
                    left -= probabilities[label];
                    label++;
                }
                said[query][i] = label;
            }
        }
        return said;
    }
}
