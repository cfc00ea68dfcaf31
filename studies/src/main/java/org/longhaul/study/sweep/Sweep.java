package org.longhaul.study.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Problem;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.file.YamlReader;

/** A sweep that has been read: its axes, the points that meet its constraints, and what each changes. Immutable. */
public final class Sweep {
    /** More points are refused. */
    static final long MOST_POINTS = AxisValues.MOST;

    /** The axis over several recorded runs. */
    static final String RUN = "run";

    private final YamlDocument document;
    private final SweepFile file;
    private final Grid grid;
    private final BitSet points;
    private final List<YamlChange> common;

    private Sweep(YamlDocument document, SweepFile file, Grid grid, BitSet points, List<YamlChange> common) {
        this.document = document;
        this.file = file;
        this.grid = grid;
        this.points = points;
        this.common = List.copyOf(common);
    }

    /**
     * Reads a sweep file; relative paths in it begin at its folder.
     *
     * @throws InvalidFileException with what is wrong, by line: unknown keys, empty axes, more than 10 million points,
     *     constraints that no point meets
     */
    public static Sweep read(Path file) {
        return read(file, FileFinder.from(ScenarioReader.folderOf(file)));
    }

    /** The same; its paths are looked up in this way. */
    static Sweep read(Path path, FileFinder files) {
        YamlDocument document = YamlReader.read(path);
        SweepFile file = Binder.bind(Extensions.load().vocabulary(), document, SweepFile.class, files);
        List<Problem> problems = new ArrayList<>();
        Path scenario = file.scenario();
        if (scenario != null && !Files.exists(scenario)) {
            problems.add(problem(
                    document,
                    List.of("scenario"),
                    "there is no file " + scenario,
                    "a scenario file; a relative path begins at the folder of the sweep"));
        }
        Grid grid = grid(document, file, problems);
        raise(problems);
        if (grid.all() > MOST_POINTS) {
            problems.add(problem(
                    document,
                    List.of("axes"),
                    "the axes have " + count(grid) + " combinations",
                    "at most 10,000,000 points in a sweep"));
            raise(problems);
        }
        List<Constraint> constraints = constraints(document, file, grid, problems);
        raise(problems);
        BitSet points = grid.meeting(constraints);
        if (points.isEmpty()) {
            problems.add(problem(
                    document,
                    List.of("constraints"),
                    "no point meets the constraints: none of " + count(grid) + " combinations is left",
                    "constraints that leave at least one point"));
            raise(problems);
        }
        return new Sweep(document, file, grid, points, common(file));
    }

    /** A sweep that was read before, of which only the points are asked: constraints are not looked at again. */
    static Sweep ofPoints(Path path) {
        YamlDocument document = YamlReader.read(path);
        FileFinder files = FileFinder.from(ScenarioReader.folderOf(path));
        SweepFile file = Binder.bind(Extensions.load().vocabulary(), document, SweepFile.class, files);
        List<Problem> problems = new ArrayList<>();
        Grid grid = grid(document, file, problems);
        raise(problems);
        return new Sweep(document, file, grid, grid.meeting(List.of()), common(file));
    }

    /** What is changed at every point. */
    private static List<YamlChange> common(SweepFile file) {
        List<YamlChange> common = new ArrayList<>();
        file.set().forEach((key, value) -> common.add(SweepAxis.change(key, value)));
        if (file.fidelity() != null) {
            common.add(SweepAxis.change("network.fidelity", file.fidelity()));
        }
        if (file.seeds() != null) {
            common.add(YamlChange.of("seeds", file.seeds().values().toString()));
        }
        return common;
    }

    private static String count(Grid grid) {
        return grid.all() == Long.MAX_VALUE ? "more than 9 * 10^18" : String.format(Locale.ROOT, "%,d", grid.all());
    }

    private static Grid grid(YamlDocument document, SweepFile file, List<Problem> problems) {
        List<SweepAxis> axes = new ArrayList<>();
        int blocks = 0;
        if (file.runs() != null && file.runs().size() > 1) {
            List<SweepAxis.Value> runs = new ArrayList<>();
            file.runs()
                    .forEach(run -> runs.add(
                            SweepAxis.Value.of(new YamlNode.Scalar(String.valueOf(run.getFileName()), true, 0, 0))));
            axes.add(new SweepAxis(RUN, runs, blocks++));
        }
        int randomBlock = -1;
        int sobolBlock = -1;
        int randomCount = 0;
        List<AxisSection.Sobol> sobols = new ArrayList<>();
        for (Map.Entry<String, AxisSection> entry : file.axes().entrySet()) {
            String path = entry.getKey();
            AxisSection section = entry.getValue();
            try {
                refuseTwice(path, file);
                int block;
                List<SweepAxis.Value> values = new ArrayList<>();
                if (section.random() != null) {
                    randomBlock = randomBlock < 0 ? blocks++ : randomBlock;
                    block = randomBlock;
                    int count = section.random().count();
                    randomCount = randomCount == 0 ? count : randomCount;
                    if (count != randomCount) {
                        throw new IllegalArgumentException("count (" + count + ") must be " + randomCount
                                + ", that of the other random axes, which are drawn together.");
                    }
                    AxisValues.random(path, section.random()).forEach(each -> values.add(SweepAxis.Value.of(each)));
                } else if (section.sobol() != null) {
                    sobolBlock = sobolBlock < 0 ? blocks++ : sobolBlock;
                    block = sobolBlock;
                    sobols.add(section.sobol());
                    // Each dimension of the sequence belongs to an axis; with more axes the earlier ones keep theirs.
                    List<List<Quantity>> all = AxisValues.sobol(sobols);
                    all.get(all.size() - 1).forEach(each -> values.add(SweepAxis.Value.of(each)));
                } else {
                    block = blocks++;
                    values.addAll(listed(section));
                }
                axes.add(new SweepAxis(path, values, block));
            } catch (IllegalArgumentException e) {
                problems.add(problem(document, List.of("axes", path), String.valueOf(e.getMessage()), null));
            }
        }
        return new Grid(problems.isEmpty() ? axes : List.of());
    }

    private static void refuseTwice(String path, SweepFile file) {
        if (path.equals(RUN)) {
            throw new IllegalArgumentException("'run' is no key of a scenario; several runs are listed under runs.");
        }
        if (file.set().containsKey(path)) {
            throw new IllegalArgumentException("'" + path + "' stands under set too: it cannot be fixed and vary.");
        }
        if (path.equals("seeds") && file.seeds() != null) {
            throw new IllegalArgumentException(
                    "'seeds' is stated for all points and varies too; as an axis each point has one seed, under seeds every point"
                            + " has them all.");
        }
        if (path.equals("network.fidelity") && file.fidelity() != null) {
            throw new IllegalArgumentException(
                    "'network.fidelity' is stated by fidelity for all points and varies too.");
        }
    }

    private static List<SweepAxis.Value> listed(AxisSection section) {
        if (section.range() != null) {
            return AxisValues.range(section.range()).stream()
                    .map(SweepAxis.Value::of)
                    .toList();
        }
        if (section.logRange() != null) {
            return AxisValues.logRange(section.logRange()).stream()
                    .map(SweepAxis.Value::of)
                    .toList();
        }
        List<YamlNode> nodes = section.values() == null ? List.of() : section.values();
        List<SweepAxis.Value> values = new ArrayList<>();
        for (YamlNode node : nodes) {
            SweepAxis.Value value = SweepAxis.Value.of(node);
            if (values.stream().anyMatch(other -> other.text().equals(value.text()))) {
                throw new IllegalArgumentException("the value '" + value.text() + "' stands there twice.");
            }
            values.add(value);
        }
        return values;
    }

    private static List<Constraint> constraints(
            YamlDocument document, SweepFile file, Grid grid, List<Problem> problems) {
        List<Constraint> constraints = new ArrayList<>();
        YamlDocument scenario =
                file.scenario() == null || file.constraints().isEmpty() ? null : YamlReader.read(file.scenario());
        for (int i = 0; i < file.constraints().size(); i++) {
            try {
                constraints.add(
                        Constraint.parse(file.constraints().get(i), grid, path -> stated(path, file, scenario)));
            } catch (IllegalArgumentException e) {
                problems.add(problem(
                        document, List.of("constraints", Integer.toString(i)), String.valueOf(e.getMessage()), null));
            }
        }
        return constraints;
    }

    private static SweepAxis.@Nullable Value stated(String path, SweepFile file, @Nullable YamlDocument scenario) {
        YamlNode set = file.set().get(path);
        YamlNode found = set != null || scenario == null ? set : scenario.find(path);
        return found == null ? null : SweepAxis.Value.of(found);
    }

    private static void raise(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
    }

    /** A problem at the deepest key of a path that the sweep file has; keys may hold dots. */
    private static Problem problem(YamlDocument document, List<String> keys, String message, @Nullable String allowed) {
        YamlNode node = document.root();
        for (String key : keys) {
            YamlNode next = null;
            if (node instanceof YamlNode.Mapping mapping) {
                for (YamlNode.Entry entry : mapping.entries()) {
                    next = entry.key().text().equals(key) ? entry.value() : next;
                }
            } else if (node instanceof YamlNode.Sequence sequence) {
                next = sequence.items().get(Integer.parseInt(key));
            }
            node = next == null ? node : next;
        }
        int maybe = message.indexOf("\nMaybe ");
        return new Problem(
                document.name(),
                node.line(),
                node.column(),
                String.join(".", keys),
                maybe < 0 ? message : message.substring(0, maybe),
                allowed,
                maybe < 0 ? null : message.substring(maybe + "\nMaybe ".length()));
    }

    /** A problem with an axis, at its place in the file. */
    InvalidFileException refused(String path, String message, @Nullable String allowed) {
        return new InvalidFileException(problem(document, List.of("axes", path), message, allowed));
    }

    /** A problem with another key. */
    InvalidFileException refusedKey(String key, String message, @Nullable String allowed) {
        return new InvalidFileException(problem(document, List.of(key), message, allowed));
    }

    SweepFile file() {
        return file;
    }

    Grid grid() {
        return grid;
    }

    /** The numbers of its points. */
    BitSet points() {
        return (BitSet) points.clone();
    }

    /** Its name. */
    public String name() {
        return file.name();
    }

    /** How many points it has. */
    public int size() {
        return points.cardinality();
    }

    /** The text of its file. */
    String text() {
        return document.text();
    }

    /** Which of the recorded runs a point replays. */
    int run(long point) {
        return grid.axes().get(0).path().equals(RUN) ? grid.index(point, 0) : 0;
    }

    /** What is changed at a point. */
    ScenarioChanges changes(long point) {
        List<YamlChange> changes = new ArrayList<>(common);
        for (SweepAxis axis : grid.axes()) {
            if (!axis.path().equals(RUN)) {
                changes.add(axis.change(grid.index(point, axis.block())));
            }
        }
        return new ScenarioChanges(changes);
    }
}
