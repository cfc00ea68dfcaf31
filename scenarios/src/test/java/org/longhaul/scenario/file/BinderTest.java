package org.longhaul.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.ExtensionException;

final class BinderTest {
    enum Shape {
        ROUND,
        VERY_SQUARE
    }

    record Wheel(double radius, @JsonProperty(defaultValue = "round") Shape shape) {
        Wheel {
            if (!(radius > 0)) {
                throw new IllegalArgumentException("radius (" + radius + ") must be above 0.");
            }
        }
    }

    record Engine(@JsonProperty(defaultValue = "4") @JsonPropertyDescription("how many") int cylinders) {}

    record Motor(double volts) {}

    interface Drive {
        String id();
    }

    record Named(String id) implements Drive {}

    record Car(
            String name,
            @JsonProperty(defaultValue = "[]") List<Wheel> wheels,
            @Nullable Long weight,
            @JsonProperty(defaultValue = "petrol") Selection<Drive> drive,
            @JsonProperty(defaultValue = "{}") Map<String, Integer> extras) {}

    record Trip(@Inline Selection<Drive> drive, @Nullable String label) {}

    private static final ExtensionPoint<Drive> DRIVES = new ExtensionPoint<>(
            "drive",
            "kind",
            Drive.class,
            List.of(
                    new ExtensionPoint.Entry<>("petrol", "Burns.", "Otto", Engine.class, new Named("petrol")),
                    new ExtensionPoint.Entry<>("electric", "Hums.", "Faraday", Motor.class, new Named("electric"))));

    private static final Vocabulary VOCABULARY = new Vocabulary(List.of(), List.of(DRIVES));

    private static Car car(String yaml) {
        return Binder.bind(
                VOCABULARY, YamlReader.parse("car.yaml", yaml), Car.class, FileFinder.from(java.nio.file.Path.of("")));
    }

    private static List<Problem> problems(String yaml) {
        return catchThrowableOfType(InvalidFileException.class, () -> car(yaml)).problems();
    }

    private static Problem problem(String yaml) {
        List<Problem> problems = problems(yaml);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void bindsNestedRecordsAndDefaults() {
        Car car = car("name: kit\nwheels:\n  - {radius: 0.3}\n  - {radius: 1e-1, shape: very-square}\nweight: 900\n");
        assertThat(car.wheels()).containsExactly(new Wheel(0.3, Shape.ROUND), new Wheel(0.1, Shape.VERY_SQUARE));
        assertThat(car.weight()).isEqualTo(900);
        assertThat(car.drive().settings()).isEqualTo(new Engine(4));
        assertThat(car.extras()).isEmpty();
    }

    @Test
    void bindsASelectionByNameAloneOrWithSettings() {
        assertThat(car("name: a\ndrive: petrol").drive().id()).isEqualTo("petrol");
        assertThat(car("name: a\ndrive: {kind: electric, volts: 400}").drive().settings())
                .isEqualTo(new Motor(400));
    }

    @Test
    void bindsAnInlineSelectionBesideOtherKeys() {
        YamlDocument document = YamlReader.parse("trip.yaml", "{kind: electric, label: far, volts: 48}");
        Trip trip = Binder.bind(VOCABULARY, document, Trip.class, FileFinder.from(java.nio.file.Path.of("")));
        assertThat(trip.label()).isEqualTo("far");
        assertThat(trip.drive().settings()).isEqualTo(new Motor(48));
    }

    @Test
    void inlineUnknownKeyNamesTheKeysOfBoth() {
        YamlDocument document = YamlReader.parse("trip.yaml", "{kind: electric, lable: far, volts: 48}");
        InvalidFileException refused = catchThrowableOfType(
                InvalidFileException.class,
                () -> Binder.bind(VOCABULARY, document, Trip.class, FileFinder.from(java.nio.file.Path.of(""))));
        Problem problem = refused.problems().get(0);
        assertThat(problem.allowed()).contains("label").contains("volts").contains("kind");
        assertThat(problem.hint()).contains("label");
    }

    @Test
    void unknownKeyNamesItsLineAndTheNearestKey() {
        Problem problem = problem("name: a\nwheels:\n  - {raduis: 1, radius: 2}\n");
        assertThat(problem.line()).isEqualTo(3);
        assertThat(problem.path()).isEqualTo("wheels[0].raduis");
        assertThat(problem.allowed()).isEqualTo("radius, shape");

        assertThat(problem("name: a\nwieght: 3").hint()).isEqualTo("you meant 'weight'.");
        assertThat(problem("name: a\nweight: 3\nwieght: 3").hint()).isEqualTo("you meant 'weight'.");
    }

    @Test
    void misspeltRequiredKeyIsReportedAsBothUnknownAndMissing() {
        assertThat(problems("nmae: a")).extracting(Problem::path).containsExactlyInAnyOrder("nmae", "name");
    }

    @Test
    void wrongTypesSayWhatWasFoundAndWhatIsAllowed() {
        Problem text = problem("name: a\nweight: heavy");
        assertThat(text.render())
                .contains("car.yaml:2:9: weight")
                .contains("'heavy'")
                .contains("a whole number");
        assertThat(problem("name: a\nweight: 1.5").allowed()).isEqualTo("a whole number");
        assertThat(problem("name: a\nweight: '5'").allowed()).isEqualTo("a whole number");
        assertThat(problem("name: a\nweight: [1]").message()).isEqualTo("found a list of 1");
        assertThat(problem("name: a\nwheels: 5").allowed()).contains("radius");
        assertThat(problem("name: a\nwheels: [{radius: .nan}]").message()).contains(".nan");
        assertThat(problem("name: a\nwheels: [{radius: 1e999}]").message()).contains("range");
        assertThat(problem("name: a\nweight: 99999999999999999999").message()).contains("range");
        assertThat(problem("name: a\nwheels: [{radius: 1, shape: sqare}]").allowed())
                .contains("very-square");
        assertThat(problem("name: {a: 1}").message()).contains("a section");
    }

    @Test
    void constructorRefusalIsReportedAtTheKeyThatItNames() {
        Problem problem = problem("name: a\nwheels:\n  - shape: round\n    radius: -1\n");
        assertThat(problem.line()).isEqualTo(4);
        assertThat(problem.path()).isEqualTo("wheels[0].radius");
        assertThat(problem.message()).isEqualTo("radius (-1.0) must be above 0.");
    }

    @Test
    void unknownImplementationNamesTheNearest() {
        Problem problem = problem("name: a\ndrive: {kind: eletric}");
        assertThat(problem.allowed()).isEqualTo("electric, petrol");
        assertThat(problem.hint()).isEqualTo("you meant 'electric'.");
        assertThat(problem("name: a\ndrive: {volts: 1}").message()).contains("'kind'");
        assertThat(problem("name: a\ndrive: {kind: electric}").path()).isEqualTo("drive.volts");
    }

    @Test
    void collectsEveryProblemInTheOrderOfLines() {
        List<Problem> problems = problems("name: [a]\nweight: x\ndrive: y\nmore: z\n");
        assertThat(problems).extracting(Problem::line).containsExactly(1, 2, 3, 4);
    }

    @Test
    void twoImplementationsOfOneIdAreRefused() {
        ExtensionPoint.Entry<Drive> entry =
                new ExtensionPoint.Entry<>("petrol", "Burns.", "Otto", Engine.class, new Named("petrol"));
        assertThat(catchThrowableOfType(
                        ExtensionException.class,
                        () -> new ExtensionPoint<>("drive", "kind", Drive.class, List.of(entry, entry))))
                .hasMessageContaining("petrol");
    }

    @Test
    void schemaHasEveryKeyWithItsDefaultAndDocumentation() {
        Map<String, Object> schema = JsonSchema.of(VOCABULARY, Car.class, "Car");
        assertThat(schema.toString())
                .contains("cylinders={description=how many, default=4, type=integer}")
                .contains("required=[name]")
                .contains("const=electric")
                .contains("very-square")
                .contains("additionalProperties=false");
    }

    @Test
    void whatIsWrongIsSaidAgainOfDocumentsThatShareIt() {
        YamlDocument wrong = YamlReader.parse("car.yaml", "name: beetle\nextras: {radio: one, seats: 4}\n");
        YamlDocument renamed = YamlChange.parse("name=bug").in(wrong);
        BoundParts parts = new BoundParts();
        for (YamlDocument document : List.of(wrong, wrong, renamed)) {
            InvalidFileException refused = catchThrowableOfType(
                    InvalidFileException.class,
                    () -> Binder.bind(
                            VOCABULARY, document, Car.class, FileFinder.from(java.nio.file.Path.of("")), parts));
            assertThat(refused.problems()).singleElement().isEqualTo(problem(wrong.text()));
        }
    }
}
