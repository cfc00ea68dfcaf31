package org.longhaul.topology.format;

import java.io.Reader;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/**
 * Reads an XML file into elements. Document type definitions are skipped unread, so that no entity is ever defined, expanded
 * or fetched; a reference to one is refused. Nesting, number of elements and length of names and texts are bounded.
 */
public final class XmlText {
    private static final int DEEPEST = 32;
    private static final int MOST_ELEMENTS = 6_000_000;
    private static final int LONGEST_TEXT = 1 << 16;
    /** Bytes of a beginning, an end or a text of an element. */
    private static final int MEMORY_PER_PIECE = 100;

    private final String file;
    private final BoundedText bounded;
    private final XMLStreamReader xml;
    private int elements;

    private XmlText(Reader text, String file) throws XMLStreamException {
        this.file = file;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entity " + systemId);
        });
        this.bounded = new BoundedText(text, file, "piece", MEMORY_PER_PIECE);
        this.xml = factory.createXMLStreamReader(bounded);
    }

    /**
     * Returns the root element, which must be called {@code rootName}.
     *
     * @throws TopologyFormatException if the file is no such XML
     */
    public static XmlElement read(Reader text, String file, String rootName) {
        try {
            XmlText reader = new XmlText(text, file);
            try {
                return reader.root(rootName);
            } catch (XMLStreamException e) {
                throw reader.notXml(e);
            } finally {
                reader.xml.close();
            }
        } catch (XMLStreamException e) {
            throw new TopologyFormatException(file, 0, "", "not valid XML: " + reason(e), e);
        }
    }

    private XmlElement root(String rootName) throws XMLStreamException {
        while (xml.hasNext()) {
            if (next() == XMLStreamConstants.START_ELEMENT) {
                if (!xml.getLocalName().equals(rootName)) {
                    throw refuse(
                            "<" + Spelling.excerpt(xml.getLocalName()) + ">",
                            "is the outermost element; allowed: <" + rootName + ">");
                }
                XmlElement root = element(1);
                while (xml.hasNext()) {
                    next();
                }
                return root;
            }
        }
        throw refuse("", "the file holds no element; allowed: <" + rootName + ">");
    }

    private int next() throws XMLStreamException {
        bounded.begin();
        return xml.next();
    }

    private XmlElement element(int depth) throws XMLStreamException {
        XmlElement element = new XmlElement(file, xml.getLocalName().intern(), line(xml.getLocation()));
        if (depth > DEEPEST) {
            throw refuse("<" + Spelling.excerpt(element.name) + ">", "nested more than " + DEEPEST + " levels deep");
        }
        if (++elements > MOST_ELEMENTS) {
            throw refuse("", "more than " + MOST_ELEMENTS + " elements; allowed: fewer, or an edge list");
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            element.attributes.put(xml.getAttributeLocalName(i), limited(xml.getAttributeValue(i)));
        }
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> element.children.add(element(depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!xml.isWhiteSpace()) {
                        element.append(limited(xml.getText()));
                        limited(element.text());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw refuse(
                            "<" + element.name + ">",
                            "refers to the entity &" + Spelling.excerpt(xml.getLocalName())
                                    + ";; allowed: &lt; &gt; &amp; &quot; &apos;");
                case XMLStreamConstants.END_ELEMENT -> {
                    return element;
                }
                default -> {}
            }
        }
    }

    private String limited(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw refuse("", "a text of " + text.length() + " characters; allowed: at most " + LONGEST_TEXT);
        }
        return text;
    }

    private TopologyFormatException refuse(String field, String problem) {
        return new TopologyFormatException(file, line(xml.getLocation()), field, problem, null);
    }

    private TopologyFormatException notXml(XMLStreamException e) {
        int line = line(e.getLocation() == null ? xml.getLocation() : e.getLocation());
        return new TopologyFormatException(file, line, "", "not valid XML: " + reason(e), e);
    }

    private static int line(@Nullable Location location) {
        return location == null ? 0 : Math.max(0, location.getLineNumber());
    }

    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf("Message: ");
        return Spelling.excerpt(at < 0 ? message : message.substring(at + 9));
    }
}
