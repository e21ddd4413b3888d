"""One tree of errors by stage; each carries its evidence, and its words are made at the edge from prompts/replies."""

from __future__ import annotations


class ServiceError(Exception):
    """Base of all errors of this program; `code` names a sentence in prompts/replies/errors.yaml, `evidence` fills it."""

    code = "service_error"

    def __init__(self, **evidence: object) -> None:
        super().__init__(f"{self.code}: {evidence}")
        self.evidence = evidence


class AssetError(ServiceError):
    """A file in prompts/ is not as it should be; evidence: file, line, problem."""

    code = "asset_invalid"


class TokenTooShort(ServiceError):
    """The token that uploads are to need could be guessed; evidence: name, shortest."""

    code = "token_too_short"


class SettingInvalid(ServiceError):
    """An environment variable has a value that it can't have; evidence: name, value."""

    code = "setting_invalid"


class PortTaken(ServiceError):
    """Nothing can be served at a host and port; evidence: host, port."""

    code = "port_taken"


class DocumentError(ServiceError):
    """A file can't be taken in; evidence: file. The subclasses say why."""

    code = "document_invalid"


class DocumentEmpty(DocumentError):
    code = "document_empty"


class DocumentUnreadable(DocumentError):
    code = "document_unreadable"


class DocumentNotDisclosure(DocumentError):
    code = "document_not_disclosure"


class DocumentCutOff(DocumentError):
    """A file has no table, or fewer than the one it would replace; evidence: file, tables, earlier, there."""

    code = "document_cut_off"


class DocumentWithoutText(DocumentError):
    """A file of tables that would replace one that has the text too; evidence: file, earlier."""

    code = "document_without_text"


class DocumentUnknownFormat(DocumentError):
    code = "document_unknown_format"


class DocumentOldFormat(DocumentError):
    """A Word file of before 2007, of WPS or in RTF."""

    code = "document_old_format"


class DocumentArchive(DocumentError):
    """Several files packed in one (zip, rar, 7z)."""

    code = "document_archive"


class DocumentProtected(DocumentError):
    """A file that opens with a password only."""

    code = "document_protected"


class DocumentDamaged(DocumentError):
    """A file of a known format that can't be read to its end; evidence: file, problem."""

    code = "document_damaged"


class DocumentTooLarge(DocumentError):
    """A file, or what is packed in it, is larger than is ever read; evidence: file, size, limit (MB)."""

    code = "document_too_large"


class DocumentScanned(DocumentError):
    """A PDF of pictures, and nothing installed to read them; evidence: file, pages."""

    code = "document_scanned"


class DocumentTooLong(DocumentError):
    """Reading a file took longer than any disclosure takes; evidence: file, seconds."""

    code = "document_too_long"


class DocumentTooHeavy(DocumentError):
    """Reading a file needed more memory than any disclosure needs; evidence: file, megabytes."""

    code = "document_too_heavy"


class DocumentBroke(DocumentError):
    """The process that read a file died of it; evidence: file."""

    code = "document_broke"


class SetInvalid(ServiceError):
    """A question set is not as it should be; evidence: file, line, problem."""

    code = "set_invalid"


class StoreError(ServiceError):
    """The store is missing, unreadable or was built by another version."""

    code = "store_unavailable"


class StoreNotWritten(StoreError):
    """A store could not be written, or documents not be moved; everything is as it was. Evidence: data, problem."""

    code = "store_not_written"


class JournalDamaged(StoreNotWritten):
    """The journal of a change that was broken off can't be read, so none can be made; evidence: data, file."""

    code = "journal_damaged"


class StateError(ServiceError):
    """The file of conversations can't be used; evidence: file."""

    code = "state_unavailable"


class RequestError(ServiceError):
    """A request is not of the contract's form; `status` is the HTTP status."""

    code = "bad_request"
    status = 400


class QuestionEmpty(RequestError):
    code = "question_empty"


class QuestionTooLong(RequestError):
    code = "question_too_long"


class ConversationUnknown(RequestError):
    code = "conversation_unknown"
    status = 404


class NotFound(RequestError):
    code = "not_found"
    status = 404


class ChatNotFound(NotFound):
    """There is no such conversation of this asker; nobody is told whether it is another's."""

    code = "chat_not_found"


class NotFromHere(RequestError):
    """Another site sent what only this service's own pages may send."""

    code = "not_from_here"
    status = 403


class VerdictUnknown(RequestError):
    """Feedback that is neither good nor bad."""

    code = "verdict_unknown"


class AdminForbidden(RequestError):
    """The token of those who look after the service is missing or wrong."""

    code = "admin_forbidden"
    status = 403


class UploadForbidden(RequestError):
    """The token is missing or wrong, or another site sent the request: nobody is told which."""

    code = "upload_forbidden"
    status = 403


class UploadWithoutFile(RequestError):
    code = "upload_without_file"


class UploadTooLarge(RequestError):
    """Evidence: limit (MB)."""

    code = "upload_too_large"
    status = 413
