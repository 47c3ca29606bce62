from django.urls import path

from desk.mail import received, sent

urlpatterns = [
    path("postvak/", received.inbox, name="inbox"),
    path("postvak/<int:pk>/", received.mail_page, name="inbox_mail"),
    path("postvak/<int:pk>/bericht/", received.raw, name="inbox_raw"),
    path("postvak/<int:pk>/vrijgeven/", received.release, name="inbox_release"),
    path("postvak/<int:pk>/opbergen/", received.shelve, name="inbox_shelve"),
    path("postvak/<int:pk>/opnieuw/", received.again, name="inbox_again"),
    path("opmaak/<int:entry>/", received.looks, name="looks"),
    path("opmaak/<int:entry>/beelden/", received.looks_with_images, name="looks_with_images"),
    path("mail/", sent.mail_list, name="mails"),
    path("mail/<int:pk>/", sent.mail_page, name="mail"),
    path("mail/<int:pk>/html/", sent.mail_html, name="mail_html"),
    path("mail/<int:pk>/opnieuw/", sent.mail_again, name="mail_again"),
]
