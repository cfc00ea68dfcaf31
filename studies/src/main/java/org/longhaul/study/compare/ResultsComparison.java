package org.longhaul.study.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.run.Json;

/**
 * Two results beside each other, method by method and seed by seed: what their scenarios differ in, what changed, and whether
 * anything became worse than its tolerance allows. Immutable.
 */
public final class ResultsComparison {

    /**
     * What is compared of two results, and how strictly.
     *
     * @param tolerances how much worse figures may become
     * @param figures names of the figures; empty for all
     * @param methods labels of the methods; empty for all
     * @param higherIsBetter figures of tables of points that are the better the higher
     * @param baseline a method whose time each other one's is compared with in both; null for none
     */
    public record Choice(
            Tolerances tolerances,
            List<String> figures,
            List<String> methods,
            List<String> higherIsBetter,
            @Nullable String baseline) {
        /** Copies the lists. */
        public Choice {
            figures = List.copyOf(figures);
            methods = List.copyOf(methods);
            higherIsBetter = List.copyOf(higherIsBetter);
        }
    }

    private final Results first;
    private final Results second;
    private final Choice choice;
    private final Map<String, List<Settings.Difference>> settings = new LinkedHashMap<>();
    private final List<FigureChange> changes = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ResultsComparison(Results first, Results second, Choice choice) {
        this.first = first;
        this.second = second;
        this.choice = choice;
    }

    /**
     * Compares.
     *
     * @throws NotComparableException if they say nothing about each other
     * @throws IllegalArgumentException if the choice names what there is not
     */
    public static ResultsComparison of(Path first, Path second, Choice choice) {
        return of(read(first, choice), read(second, choice), choice);
    }

    private static Results read(Path path, Choice choice) {
        Results results = ResultsReader.read(path, choice.higherIsBetter());
        String baseline = choice.baseline();
        return baseline == null ? results : SpeedUps.against(baseline, results);
    }

    static ResultsComparison of(Results first, Results second, Choice choice) {
        requireOneKind(first, second);
        ResultsComparison comparison = new ResultsComparison(first, second, choice);
        comparison.compare();
        return comparison;
    }

    /** Two single runs are compared whatever they are called, their group having no name; everything else by name. */
    private static void requireOneKind(Results first, Results second) {
        if (first.points() != second.points()) {
            throw new NotComparableException(first.name() + " and " + second.name()
                    + ": one is a table of points and the other holds runs; allowed: two of one kind");
        }
        if (first.groups().contains("") != second.groups().contains("") && !first.points()) {
            throw new NotComparableException(first.name() + " and " + second.name()
                    + ": one is a run and the other a folder of runs; allowed: two of one kind");
        }
    }

    private void compare() {
        List<FigureInfo> figures = figures();
        Map<String, Map<String, List<Results.Entry>>> before = first.byGroupAndMethod();
        Map<String, Map<String, List<Results.Entry>>> after = second.byGroupAndMethod();
        requireMethods(before);
        boolean any = false;
        for (Map.Entry<String, Map<String, List<Results.Entry>>> group : before.entrySet()) {
            Map<String, List<Results.Entry>> other = after.get(group.getKey());
            if (other == null) {
                missing.add(where(group.getKey(), ""));
                continue;
            }
            List<Settings.Difference> differences = Settings.between(
                    first.settings().getOrDefault(group.getKey(), new LinkedHashMap<>()),
                    second.settings().getOrDefault(group.getKey(), new LinkedHashMap<>()));
            settings.put(group.getKey(), differences);
            List<FigureInfo> compared = sameData(differences, figures);
            for (Map.Entry<String, List<Results.Entry>> method :
                    group.getValue().entrySet()) {
                if (isChosen(method.getKey())) {
                    any |= method(method.getValue(), other.get(method.getKey()), compared);
                }
            }
            for (String method : other.keySet()) {
                if (isChosen(method) && !group.getValue().containsKey(method)) {
                    added.add(where(group.getKey(), method));
                }
            }
        }
        for (String group : after.keySet()) {
            if (!before.containsKey(group)) {
                added.add(where(group, ""));
            }
        }
        if (!any) {
            throw new NotComparableException(first.name() + " and " + second.name()
                    + " have no method with a seed in common: " + contents(first) + " against " + contents(second));
        }
    }

    private boolean isChosen(String method) {
        return choice.methods().isEmpty() || choice.methods().contains(method);
    }

    private void requireMethods(Map<String, Map<String, List<Results.Entry>>> groups) {
        Set<String> known = new LinkedHashSet<>();
        groups.values().forEach(methods -> known.addAll(methods.keySet()));
        for (String method : choice.methods()) {
            if (!known.contains(method)) {
                throw new IllegalArgumentException("there is no method '" + method + "' in " + first.name()
                        + "; allowed: " + String.join(", ", known) + Spelling.maybe(method, known));
            }
        }
    }

    private static String contents(Results results) {
        Set<String> all = new LinkedHashSet<>();
        results.entries().stream()
                .limit(12)
                .forEach(entry -> all.add(
                        where(entry.group(), entry.method()) + (results.points() ? "" : " seed " + entry.seed())));
        return String.join("; ", all) + (results.entries().size() > 12 ? "; ..." : "");
    }

    private static String where(String group, String method) {
        return group.isEmpty() ? method : method.isEmpty() ? group : group + ": " + method;
    }

    /** The figures that both have, as far as they are wanted. */
    private List<FigureInfo> figures() {
        List<FigureInfo> common = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (FigureInfo info : first.figures()) {
            all.add(info.name());
            for (FigureInfo other : second.figures()) {
                if (info.name().equals(other.name())) {
                    if (!info.equals(other)) {
                        throw new NotComparableException("'" + info.name() + "' is another measure in " + first.name()
                                + " than in " + second.name() + ": their units or better directions differ");
                    }
                    common.add(info);
                }
            }
        }
        for (String wanted : choice.figures()) {
            if (all.stream().noneMatch(name -> Tolerances.means(wanted, name))) {
                throw Tolerances.unknown(wanted, all);
            }
        }
        choice.tolerances().require(all);
        List<FigureInfo> chosen = common.stream()
                .filter(info -> choice.figures().isEmpty()
                        || choice.figures().stream().anyMatch(wanted -> Tolerances.means(wanted, info.name())))
                .toList();
        List<String> apart = all.stream()
                .filter(name -> common.stream().noneMatch(info -> info.name().equals(name)))
                .toList();
        if (!apart.isEmpty()) {
            notes.add("Only the first has " + String.join(", ", apart) + ": not compared.");
        }
        if (chosen.isEmpty()) {
            throw new NotComparableException(
                    first.name() + " and " + second.name() + " have no figure in common that is to be compared");
        }
        return chosen;
    }

    /** Losses on other data say nothing about each other: they are compared where the data are the same. */
    private List<FigureInfo> sameData(List<Settings.Difference> differences, List<FigureInfo> figures) {
        List<String> data = differences.stream()
                .map(Settings.Difference::path)
                .filter(path -> path.equals("data") || path.startsWith("data.") || path.startsWith("data["))
                .toList();
        if (data.isEmpty() || figures.stream().noneMatch(FigureInfo::measure)) {
            return figures;
        }
        List<String> rest = figures.stream()
                .filter(figure -> !figure.measure())
                .map(FigureInfo::name)
                .toList();
        throw new NotComparableException(first.name() + " and " + second.name() + " were measured on other data ("
                + String.join(", ", data) + "): their losses and targets cannot be compared"
                + (rest.isEmpty() ? "" : "\nMaybe compare the rest: --figures " + String.join(",", rest)));
    }

    /** Compares a method; whether any seed is in both. */
    private boolean method(List<Results.Entry> before, @Nullable List<Results.Entry> after, List<FigureInfo> figures) {
        String where = where(before.get(0).group(), before.get(0).method());
        if (after == null) {
            missing.add(where);
            return false;
        }
        boolean common = false;
        for (Results.Entry one : before) {
            Results.Entry other = after.stream()
                    .filter(entry -> entry.seed() == one.seed())
                    .findFirst()
                    .orElse(null);
            if (other == null) {
                missing.add(where + ", seed " + one.seed());
                continue;
            }
            common = true;
            if (!one.outcome().equals(other.outcome()) && !other.isWhole()) {
                broken.add(
                        where + ", seed " + one.seed() + ": " + one.outcome() + " before, " + other.outcome() + " now");
            }
        }
        if (common) {
            for (FigureInfo figure : figures) {
                FigureChange change = FigureChange.of(figure, before, after, choice.tolerances());
                if (change != null) {
                    changes.add(change);
                }
            }
        }
        return common;
    }

    /** Whether something became worse than its tolerance allows, is gone, or no longer comes to its end. */
    public boolean hasRegression() {
        return !missing.isEmpty() || !broken.isEmpty() || count(FigureChange.Verdict.REGRESSION) > 0;
    }

    long count(FigureChange.Verdict verdict) {
        return changes.stream().filter(change -> change.verdict() == verdict).count();
    }

    Results first() {
        return first;
    }

    Results second() {
        return second;
    }

    Tolerances tolerances() {
        return choice.tolerances();
    }

    List<FigureChange> changes() {
        return List.copyOf(changes);
    }

    Map<String, List<Settings.Difference>> settings() {
        return settings;
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    List<String> added() {
        return List.copyOf(added);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns the comparison for the terminal. */
    public String render(TextTable.Style style, int width, boolean bySeed) {
        return new ChangeText(this, bySeed).render(style, width);
    }

    /** Returns the comparison as a document: its table alone as LaTeX and CSV, with the verdict and the rest in Markdown. */
    public String in(TextTable.Form form, boolean bySeed) {
        return new ChangeText(this, bySeed).in(form);
    }

    /** Returns everything for programs, one line. */
    public String json() {
        return Json.compact(ChangeAnswer.of(this));
    }
}
