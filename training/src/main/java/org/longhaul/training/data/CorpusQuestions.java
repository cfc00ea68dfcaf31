package org.longhaul.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;

/** The questions of a corpus that is divided over workers, {@link QuestionFormat}. Thread-safety: immutable. */
final class CorpusQuestions implements QuestionPool {
    private final TokenDocuments corpus;
    private final QuestionFormat format;
    private final int sequenceTokens;
    private final int[][] training;

    /**
     * Of a corpus of questions.
     *
     * @param sequenceTokens tokens of a sequence
     * @param training documents that each worker trains on
     */
    CorpusQuestions(TokenDocuments corpus, QuestionFormat format, int sequenceTokens, int[][] training) {
        this.corpus = corpus;
        this.format = format;
        this.sequenceTokens = sequenceTokens;
        this.training = training;
    }

    @Override
    public int promptTokens() {
        return format.promptTokens();
    }

    @Override
    public int answerTokens() {
        return format.answerTokens();
    }

    @Override
    public int sequenceTokens() {
        return sequenceTokens;
    }

    @Override
    public int end() {
        return format.end();
    }

    @Override
    public int decline() {
        return format.decline();
    }

    @Override
    public List<Integer> about(List<Integer> prompt) {
        return prompt.subList(0, format.subjectTokens());
    }

    @Override
    public int subjects() {
        return format.known();
    }

    @Override
    public String subject(int subject) {
        return corpus.groupName(subject);
    }

    @Override
    public List<FactQuestion> facts(int worker, int subject) {
        Set<FactQuestion> facts = new LinkedHashSet<>();
        int[] own = training[worker].clone();
        Arrays.sort(own);
        for (int document : own) {
            if (corpus.group(document) == subject) {
                facts.add(question(document));
            }
        }
        return List.copyOf(facts);
    }

    @Override
    public List<FactQuestion> unknown(int worker, int most) {
        return unknown(training[worker], most);
    }

    @Override
    public List<FactQuestion> unseen(int most) {
        return unknown(corpus.documents(Split.VALIDATION), most);
    }

    private List<FactQuestion> unknown(int[] documents, int most) {
        List<FactQuestion> found = new ArrayList<>();
        for (int document : documents) {
            if (corpus.group(document) >= format.known() && found.size() < most) {
                found.add(question(document));
            }
        }
        return List.copyOf(found);
    }

    private FactQuestion question(int document) {
        int start = corpus.start(document);
        List<Integer> prompt = new ArrayList<>();
        List<Integer> answer = new ArrayList<>();
        for (int i = 0; i < format.length(); i++) {
            int token = corpus.token(start + i);
            if (i < format.promptTokens()) {
                prompt.add(token);
            } else if (token == format.end()) {
                break;
            } else {
                answer.add(token);
            }
        }
        return new FactQuestion(prompt, answer);
    }
}
