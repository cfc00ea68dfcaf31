package org.longhaul.training.method.unlearning;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;

/**
 * A request to unlearn a subject.
 *
 * @param number which of all requests, from 0
 * @param site rank of the worker that has the subject's facts
 * @param subjects this subject last, and before it those of earlier requests
 * @param names how questions name these subjects; empty where a method is followed without data
 * @param pool all questions; null where a method is followed without data
 */
record DeletionRequest(
        int number, int site, List<Integer> subjects, List<List<Integer>> names, @Nullable QuestionPool pool) {
    DeletionRequest {
        subjects = List.copyOf(subjects);
        names = List.copyOf(names);
    }

    /**
     * The requests for some subjects, in their order.
     *
     * @throws IllegalArgumentException if one is not known, or not a single worker's
     */
    static List<DeletionRequest> of(List<Integer> subjects, @Nullable QuestionPool pool, int workers) {
        List<DeletionRequest> requests = new ArrayList<>();
        List<List<Integer>> names = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            int site = 0;
            if (pool != null) {
                site = site(subjects.get(i), pool, workers);
                names.add(pool.about(pool.facts(site, subjects.get(i)).get(0).prompt()));
            }
            requests.add(new DeletionRequest(i, site, subjects.subList(0, i + 1), names, pool));
        }
        return List.copyOf(requests);
    }

    private static int site(int subject, QuestionPool pool, int workers) {
        if (subject >= pool.subjects()) {
            throw new IllegalArgumentException(
                    "subjects (" + subject + ") must be numbers below " + pool.subjects() + ", the known subjects.");
        }
        int found = -1;
        for (int worker = 0; worker < workers; worker++) {
            if (!pool.facts(worker, subject).isEmpty()) {
                if (found >= 0) {
                    throw new IllegalArgumentException("worker " + found + " and worker " + worker
                            + " both have facts of " + pool.subject(subject)
                            + ", and a request arrives at one site\nMaybe use data.partition: by-group.");
                }
                found = worker;
            }
        }
        return found;
    }

    /** Number of the subject. */
    int subject() {
        return subjects.get(subjects.size() - 1);
    }

    /** What is to be forgotten now, which the site alone has. */
    List<FactQuestion> forgotten(int rank) {
        return pool == null || rank != site ? List.of() : pool.facts(rank, subject());
    }

    /** What is to be forgotten now or was before, of all sites. */
    List<FactQuestion> allForgotten(int workers) {
        return of(workers, true);
    }

    /** What is to be kept, of all sites. */
    List<FactQuestion> allKept(int workers) {
        return of(workers, false);
    }

    private List<FactQuestion> of(int workers, boolean isForgotten) {
        List<FactQuestion> found = new ArrayList<>();
        for (int worker = 0; worker < workers && pool != null; worker++) {
            for (int subject = 0; subject < pool.subjects(); subject++) {
                if (subjects.contains(subject) == isForgotten) {
                    found.addAll(pool.facts(worker, subject));
                }
            }
        }
        return found;
    }

    /** A site's questions whose answers shall stay as they are: what it keeps, and what it forgot before. */
    List<FactQuestion> unchanged(int rank) {
        List<FactQuestion> found = new ArrayList<>();
        for (int subject = 0; pool != null && subject < pool.subjects(); subject++) {
            if (subject != subject()) {
                found.addAll(pool.facts(rank, subject));
            }
        }
        return found;
    }

    /** A site's questions about unknown subjects. */
    List<FactQuestion> references(int rank, int most) {
        return pool == null ? List.of() : pool.unknown(rank, most);
    }
}
