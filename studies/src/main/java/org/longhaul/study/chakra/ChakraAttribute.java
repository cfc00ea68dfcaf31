package org.longhaul.study.chakra;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * A named value of a node, of whatever type it was written with: a number where it is one, else its text.
 *
 * @param number the value, cut to a whole number; {@link ChakraNode#UNSAID} for what is none
 * @param text empty for what is none
 */
record ChakraAttribute(String name, long number, String text) {

    static ChakraAttribute read(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String name = "";
        long number = ChakraNode.UNSAID;
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case ChakraFields.ATTRIBUTE_NAME -> name = in.readString();
                case ChakraFields.ATTRIBUTE_DOUBLE -> number = (long) in.readDouble();
                case ChakraFields.ATTRIBUTE_FLOAT -> number = (long) in.readFloat();
                case ChakraFields.ATTRIBUTE_INT32 -> number = in.readInt32();
                case ChakraFields.ATTRIBUTE_INT64 -> number = in.readInt64();
                case ChakraFields.ATTRIBUTE_UINT32 -> number = Integer.toUnsignedLong(in.readUInt32());
                case ChakraFields.ATTRIBUTE_UINT64 -> number = in.readUInt64();
                case ChakraFields.ATTRIBUTE_SINT32 -> number = in.readSInt32();
                case ChakraFields.ATTRIBUTE_SINT64 -> number = in.readSInt64();
                case ChakraFields.ATTRIBUTE_FIXED32 -> number = Integer.toUnsignedLong(in.readFixed32());
                case ChakraFields.ATTRIBUTE_FIXED64 -> number = in.readFixed64();
                case ChakraFields.ATTRIBUTE_SFIXED32 -> number = in.readSFixed32();
                case ChakraFields.ATTRIBUTE_SFIXED64 -> number = in.readSFixed64();
                case ChakraFields.ATTRIBUTE_BOOL -> number = in.readBool() ? 1 : 0;
                case ChakraFields.ATTRIBUTE_STRING -> text = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new ChakraAttribute(name, number, text);
    }
}
